package dev.understudy.calendars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.understudy.calendars.CalendarFiles.Reading;
import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.calendar.Window;
import dev.understudy.core.calendar.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CalendarFilesTest {
    /** A Monday. */
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    private Path directory;

    private Path file(String name, String body) {
        try {
            return Files.writeString(
                    directory.resolve(name),
                    ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n" + body + "END:VCALENDAR\n")
                            .replace("\n", "\r\n"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String event(String... lines) {
        return "BEGIN:VEVENT\nUID:1@test\nDTSTAMP:20260101T000000Z\n" + String.join("\n", lines) + "\nEND:VEVENT\n";
    }

    private Windows windows(String body) {
        var reading = CalendarFiles.read(List.of(file("a.ics", body)), NOW, BERLIN);
        assertThat(reading).isInstanceOf(Reading.Read.class);
        return ((Reading.Read) reading).windows();
    }

    private String fault(String body) {
        var reading = CalendarFiles.read(List.of(file("bad.ics", body)), NOW, BERLIN);
        assertThat(reading).isInstanceOf(Reading.Unreadable.class);
        return ((Reading.Unreadable) reading).why().replace(directory + "/", "");
    }

    private static List<String> spans(Windows windows) {
        return windows.windows().stream()
                .map(window -> window.from() + "/" + window.until())
                .toList();
    }

    @Test
    void aSingleEventInUtcBecomesAWindow() {
        var windows = windows(event(
                "DTSTART:20261124T100000Z", "DTEND:20261124T120000Z", "SUMMARY:Release 12", "CATEGORIES:freeze,other"));

        assertThat(windows.windows())
                .containsExactly(new Window(
                        Window.Kind.FREEZE,
                        "Release 12",
                        Instant.parse("2026-11-24T10:00:00Z"),
                        Instant.parse("2026-11-24T12:00:00Z")));
        assertThat(windows.readAt()).isEqualTo(NOW);
        assertThat(windows.until()).isEqualTo(NOW.plus(Duration.ofDays(14)));
        assertThat(windows.maintenanceOnly()).isFalse();
    }

    @Test
    void noCalendarIsNoWindowForEver() {
        assertThat(CalendarFiles.read(List.of(), NOW, BERLIN)).isEqualTo(new Reading.Read(Windows.NONE, List.of()));
    }

    @Test
    void theSummaryTellsTheKindWhereNoCategoryDoes() {
        assertThat(windows(event("DTSTART:20261124T100000Z", "DURATION:PT1H", "SUMMARY:Weekly maintenance window"))
                        .windows())
                .extracting(Window::kind)
                .containsExactly(Window.Kind.MAINTENANCE);
        assertThat(windows(event("DTSTART:20261124T100000Z", "DURATION:PT1H", "SUMMARY:No maintenance: change FREEZE"))
                        .windows())
                .extracting(Window::kind)
                .containsExactly(Window.Kind.FREEZE);
        assertThat(windows(event(
                                "DTSTART:20261124T100000Z",
                                "DURATION:PT1H",
                                "CATEGORIES:MAINTENANCE",
                                "SUMMARY:After the freeze"))
                        .windows())
                .extracting(Window::kind)
                .containsExactly(Window.Kind.MAINTENANCE);
    }

    @Test
    void eventsThatMeanNothingAreCountedInANote() {
        var reading = CalendarFiles.read(
                List.of(file("a.ics", event("DTSTART:20261124T100000Z", "SUMMARY:Lunch"))), NOW, BERLIN);

        assertThat(reading).isInstanceOfSatisfying(Reading.Read.class, read -> {
            assertThat(read.windows().windows()).isEmpty();
            assertThat(read.notes()).singleElement().asString().contains("1 events of ", "neither FREEZE nor");
        });
    }

    @Test
    void aRuleIsExpandedWithinTheHorizonAndExceptionsAreLeftOut() {
        var windows = windows(event(
                "DTSTART:20200107T200000Z",
                "DURATION:PT2H",
                "RRULE:FREQ=WEEKLY;BYDAY=TU,TH",
                "EXDATE:20261126T200000Z",
                "RDATE:20261128T200000Z",
                "CATEGORIES:MAINTENANCE"));

        assertThat(windows.maintenanceOnly()).isTrue();
        assertThat(spans(windows))
                .containsExactly(
                        "2026-11-24T20:00:00Z/2026-11-24T22:00:00Z",
                        "2026-11-28T20:00:00Z/2026-11-28T22:00:00Z",
                        "2026-12-01T20:00:00Z/2026-12-01T22:00:00Z",
                        "2026-12-03T20:00:00Z/2026-12-03T22:00:00Z");
    }

    @Test
    void aWindowThatBeganBeforeNowIsThereWhileItLasts() {
        assertThat(spans(windows(event("DTSTART:20261101T000000Z", "DTEND:20261201T000000Z", "CATEGORIES:FREEZE"))))
                .containsExactly("2026-11-01T00:00:00Z/2026-12-01T00:00:00Z");
        assertThat(spans(windows(event("DTSTART:20261101T000000Z", "DTEND:20261123T120000Z", "CATEGORIES:FREEZE"))))
                .isEmpty();
        assertThat(spans(windows(
                        event("DTSTART:20201120T000000Z", "DURATION:P10D", "RRULE:FREQ=YEARLY", "CATEGORIES:FREEZE"))))
                .containsExactly("2026-11-20T00:00:00Z/2026-11-30T00:00:00Z");
    }

    @Test
    void timesOfANamedZoneFollowItsSummerTime() {
        var summer = Instant.parse("2027-03-25T12:00:00Z");
        var file = file(
                "a.ics",
                event(
                        "DTSTART;TZID=Europe/Berlin:20270301T030000",
                        "DURATION:PT1H",
                        "RRULE:FREQ=WEEKLY;BYDAY=FR,MO",
                        "CATEGORIES:FREEZE"));

        assertThat(CalendarFiles.read(List.of(file), summer, BERLIN))
                .isInstanceOfSatisfying(
                        Reading.Read.class,
                        read -> assertThat(spans(read.windows()))
                                .startsWith(
                                        "2027-03-26T02:00:00Z/2027-03-26T03:00:00Z",
                                        "2027-03-29T01:00:00Z/2027-03-29T02:00:00Z"));
    }

    @Test
    void aZoneThatTheCalendarDefinesItselfCounts() {
        String zone = """
                BEGIN:VTIMEZONE
                TZID:House Time
                BEGIN:STANDARD
                DTSTART:20000101T000000
                TZOFFSETFROM:+0300
                TZOFFSETTO:+0300
                END:STANDARD
                END:VTIMEZONE
                """;

        assertThat(spans(windows(
                        zone + event("DTSTART;TZID=House Time:20261124T100000", "DURATION:PT1H", "CATEGORIES:FREEZE"))))
                .containsExactly("2026-11-24T07:00:00Z/2026-11-24T08:00:00Z");
    }

    @Test
    void wholeDaysAndFloatingTimesAreThoseOfTheGivenZone() {
        assertThat(spans(windows(event("DTSTART;VALUE=DATE:20261124", "CATEGORIES:FREEZE"))))
                .containsExactly("2026-11-23T23:00:00Z/2026-11-24T23:00:00Z");
        assertThat(spans(windows(
                        event("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261127", "CATEGORIES:FREEZE"))))
                .containsExactly("2026-11-23T23:00:00Z/2026-11-26T23:00:00Z");
        assertThat(spans(windows(event(
                        "DTSTART;VALUE=DATE:20201124",
                        "RRULE:FREQ=DAILY;UNTIL=20261126",
                        "EXDATE;VALUE=DATE:20261125",
                        "CATEGORIES:FREEZE"))))
                .containsExactly(
                        "2026-11-22T23:00:00Z/2026-11-23T23:00:00Z",
                        "2026-11-23T23:00:00Z/2026-11-24T23:00:00Z",
                        "2026-11-25T23:00:00Z/2026-11-26T23:00:00Z");
        assertThat(spans(windows(event("DTSTART:20261124T100000", "DURATION:PT1H", "CATEGORIES:FREEZE"))))
                .containsExactly("2026-11-24T09:00:00Z/2026-11-24T10:00:00Z");
    }

    @Test
    void aWholeDayIsAsLongAsItsZoneMakesIt() {
        var file = file("a.ics", event("DTSTART;VALUE=DATE:20270328", "CATEGORIES:FREEZE"));

        assertThat(CalendarFiles.read(List.of(file), Instant.parse("2027-03-20T00:00:00Z"), BERLIN))
                .isInstanceOfSatisfying(
                        Reading.Read.class,
                        read -> assertThat(spans(read.windows()))
                                .containsExactly("2027-03-27T23:00:00Z/2027-03-28T22:00:00Z"));
    }

    @Test
    void theZoneOfTheMachineDoesNotMatter() {
        String body = event(
                        "DTSTART;VALUE=DATE:20201124",
                        "RRULE:FREQ=DAILY;UNTIL=20261126",
                        "EXDATE;VALUE=DATE:20261125",
                        "CATEGORIES:FREEZE")
                + event("DTSTART:20261130T100000", "DURATION:PT1H", "CATEGORIES:FREEZE");
        var before = TimeZone.getDefault();
        try {
            var everywhere = Stream.of("UTC", "Pacific/Auckland", "America/Los_Angeles")
                    .map(zone -> {
                        TimeZone.setDefault(TimeZone.getTimeZone(zone));
                        return spans(windows(body));
                    })
                    .distinct()
                    .toList();
            assertThat(everywhere).singleElement().asInstanceOf(LIST).hasSize(4);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aMovedAndACancelledOccurrenceReplaceTheirs() {
        var series =
                event("DTSTART:20261124T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", "CATEGORIES:FREEZE");
        var moved = event(
                "RECURRENCE-ID:20261125T100000Z", "DTSTART:20261125T150000Z", "DURATION:PT1H", "CATEGORIES:FREEZE");
        var cancelled = event(
                "RECURRENCE-ID:20261126T100000Z", "DTSTART:20261126T100000Z", "DURATION:PT1H", "STATUS:CANCELLED");

        assertThat(spans(windows(series + moved + cancelled)))
                .containsExactly(
                        "2026-11-24T10:00:00Z/2026-11-24T11:00:00Z", "2026-11-25T15:00:00Z/2026-11-25T16:00:00Z");
    }

    @Test
    void anEventOfNoLengthIsNoWindow() {
        assertThat(spans(windows(event("DTSTART:20261124T100000Z", "CATEGORIES:FREEZE"))))
                .isEmpty();
    }

    @Test
    void windowsOfAllFilesAreTakenTogetherAndOneBadFileIsNamed() {
        var good = file("good.ics", event("DTSTART:20261124T100000Z", "DURATION:PT1H", "CATEGORIES:FREEZE"));
        var other = file("other.ics", event("DTSTART:20261125T100000Z", "DURATION:PT1H", "CATEGORIES:MAINTENANCE"));

        assertThat(CalendarFiles.read(List.of(good, other), NOW, BERLIN))
                .isInstanceOfSatisfying(Reading.Read.class, read -> {
                    assertThat(read.windows().windows()).hasSize(2);
                    assertThat(read.windows().maintenanceOnly()).isTrue();
                });
        assertThat(CalendarFiles.read(List.of(good, directory.resolve("gone.ics")), NOW, BERLIN))
                .isEqualTo(new Reading.Unreadable("calendar " + directory.resolve("gone.ics") + " does not exist"));
    }

    @Test
    void whatCannotBeReadIsNamedWithItsPlace() {
        assertThat(fault(event("DTSTART:tomorrow", "CATEGORIES:FREEZE")))
                .startsWith("calendar bad.ics line 7 DTSTART: ");
        assertThat(fault(event("DTSTART:20261124T100000Z", "RRULE:FREQ=SOMETIMES", "CATEGORIES:FREEZE")))
                .startsWith("calendar bad.ics ")
                .contains("RRULE");
        assertThat(fault(event("DTSTART;TZID=Nowhere/Land:20261124T100000", "CATEGORIES:FREEZE")))
                .startsWith("calendar bad.ics")
                .contains("Nowhere/Land");
        assertThat(fault(event("SUMMARY:Freeze"))).isEqualTo("calendar bad.ics event \"Freeze\": DTSTART is missing");
        assertThat(fault(event("DTSTART:20261124T100000Z", "DTEND:20261124T090000Z", "SUMMARY:Freeze")))
                .isEqualTo("calendar bad.ics event \"Freeze\": DTEND is before DTSTART");
        assertThat(fault(event("DTSTART:20261124T100000Z", "DURATION:-PT1H", "SUMMARY:Freeze")))
                .isEqualTo("calendar bad.ics event \"Freeze\": DURATION is not a duration forward in time");
        assertThat(fault("BEGIN:VEVENT\n"))
                .isEqualTo("calendar bad.ics line 5 ends VCALENDAR, which is not what began last");
    }

    @Test
    void rulesThatNeverEndToCountAreRefusedAndThoseThatNeverHappenGiveNothing() {
        assertThat(fault(event("DTSTART:19700101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY", "SUMMARY:Freeze")))
                .isEqualTo("calendar bad.ics event \"Freeze\": RRULE has FREQ SECONDLY; allowed: HOURLY, DAILY, WEEKLY,"
                        + " MONTHLY, YEARLY");
        assertThat(spans(windows(event(
                        "DTSTART:20200101T000000Z",
                        "DURATION:PT1H",
                        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                        "CATEGORIES:FREEZE"))))
                .isEmpty();
        assertThat(spans(windows(event(
                        "DTSTART:20200101T000000Z",
                        "DURATION:PT1H",
                        "RRULE:FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2SU",
                        "CATEGORIES:FREEZE"))))
                .isEmpty();
        assertThat(spans(windows(
                        event("DTSTART:19700101T000000Z", "DURATION:PT1M", "RRULE:FREQ=HOURLY", "CATEGORIES:FREEZE"))))
                .hasSize(14 * 24);
        assertThat(fault(event(
                        "DTSTART:20260101T000000Z",
                        "DURATION:PT1S",
                        "RRULE:FREQ=HOURLY;BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,"
                                + "26,27,28,29,30,31,32,33,34,35,36,37,38,39;BYSECOND=0,30",
                        "SUMMARY:Freeze")))
                .contains("RRULE gives more than 10000 occurrences");
    }

    @Test
    void filesThatAreNoCalendarAreRefused() throws IOException {
        var torn = Files.writeString(directory.resolve("torn.ics"), "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2026");
        var empty = Files.writeString(directory.resolve("empty.ics"), "");
        var text = Files.writeString(directory.resolve("text.ics"), "<html>\n");
        var binary = Files.write(directory.resolve("binary.ics"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        var large = Files.write(directory.resolve("large.ics"), new byte[(int) CalendarFiles.FILE_BYTES_MAX + 1]);

        assertThat(why(torn)).endsWith("line 3 is the last, and VEVENT has not ended: the file is torn");
        assertThat(why(empty)).endsWith("is empty; allowed: one VCALENDAR or more");
        assertThat(why(text)).endsWith("line 1 is outside of a VCALENDAR; the file is no calendar");
        assertThat(why(binary)).endsWith("is not UTF-8 text; RFC 5545 asks for it");
        assertThat(why(large)).contains("1048577 bytes or more; allowed: at most 1048576");
        assertThat(why(directory)).startsWith("calendar " + directory);
    }

    private String why(Path file) {
        var reading = CalendarFiles.read(List.of(file), NOW, BERLIN);
        assertThat(reading).isInstanceOf(Reading.Unreadable.class);
        return ((Reading.Unreadable) reading).why();
    }

    /** Whatever is broken in a file, it is read or named; nothing is thrown, nothing hangs. */
    @SeededTest(tries = 200)
    void aBrokenFileIsReadOrNamed(Chance chance) throws IOException {
        var lines = new ArrayList<>(List.of(
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "BEGIN:VEVENT",
                "UID:1",
                "DTSTART;TZID=Europe/Berlin:20261124T100000",
                "DTEND;TZID=Europe/Berlin:20261124T120000",
                "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;UNTIL=20271231T000000Z",
                "EXDATE;TZID=Europe/Berlin:20261124T100000",
                "RECURRENCE-ID:20261124T100000Z",
                "CATEGORIES:FREEZE",
                "END:VEVENT",
                "END:VCALENDAR"));
        for (int turn = chance.between(1, 3); turn > 0; turn--) {
            int at = chance.between(0, lines.size() - 1);
            String line = lines.get(at);
            if (line.isEmpty() || chance.happens(0.3)) {
                lines.remove(at);
            } else {
                int place = chance.between(0, line.length() - 1);
                lines.set(at, line.substring(0, place) + (char) chance.between(32, 126) + line.substring(place + 1));
            }
        }
        var file = Files.writeString(directory.resolve("a.ics"), String.join("\r\n", lines) + "\r\n");

        assertThat(CalendarFiles.read(List.of(file), NOW, BERLIN)).isNotNull();
    }
}
