package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.B;
import static dev.understudy.ledger.Samples.CART;
import static dev.understudy.ledger.Samples.SHOP;
import static dev.understudy.ledger.Samples.STACK;
import static dev.understudy.ledger.Samples.byAgent;
import static dev.understudy.ledger.Samples.byPerson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.replicate.Fence;
import dev.understudy.core.shadow.ShadowProfile;
import dev.understudy.core.weights.Application;
import dev.understudy.core.weights.Notice;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.AccountId;
import dev.understudy.ledger.WeightsLedger.Append;
import dev.understudy.ledger.WeightsLedger.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileLedgerTest {
    private static final Duration TTL = Duration.ofSeconds(5);

    @TempDir
    Path home;

    private final Samples.Clock clock = new Samples.Clock();
    private Path file;
    private FileLedger ledger;

    @BeforeEach
    void open() {
        file = home.resolve("ledgers/shop-project/dev.ledger");
        ledger = reopen();
    }

    private FileLedger reopen() {
        return FileLedger.open(file, Optional.of(STACK), clock);
    }

    private static WeightsRevision appended(Append append) {
        return ((Append.Appended) append).revision();
    }

    @Test
    void aMissingFileIsAnEmptyLedgerThatReadersLeaveMissing() {
        assertThat(ledger.head(SHOP)).isEmpty();
        assertThat(ledger.services()).isEmpty();
        assertThat(ledger.read(0, 10)).isEmpty();
        assertThat(ledger.follow(0, Duration.ofMillis(20))).isEmpty();
        assertThat(ledger.profiles(SHOP)).isEmpty();
        assertThat(ledger.stack()).isEqualTo(STACK);
        assertThat(home.resolve("ledgers")).doesNotExist();
    }

    @Test
    void theFirstWriterMakesItForItsOwnerAlone() throws IOException {
        ledger.append(byPerson(SHOP, 100), 0);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file).getFirst())
                .startsWith("{\"format\":\"understudy-ledger/1\",\"project\":\"shop-project\",\"stack\":\"dev\","
                        + "\"createdAt\":\"2026-11-22T10:00:00Z\",\"hash\":\"");
    }

    @Test
    void keepsWhatItWasToldInOneChain() throws IOException {
        var first = appended(ledger.append(byPerson(SHOP, 100), 0));
        var application = new Application(1, SHOP, 4, clock.instant(), clock.instant());
        ledger.applied(application);
        var second = appended(ledger.append(byPerson(CART, 200), 0));
        var notice = new Notice("urn:x", "a change waits", clock.instant());
        ledger.notice(notice);
        var third = appended(ledger.append(byPerson(SHOP, 300), 1));

        var again = reopen();
        assertThat(again.read(0, 10))
                .containsExactly(
                        new LedgerRecord.Revised(1, first),
                        new LedgerRecord.AppliedTo(2, application),
                        new LedgerRecord.Revised(3, second),
                        new LedgerRecord.Noticed(4, notice),
                        new LedgerRecord.Revised(5, third));
        assertThat(again.read(3, 1)).containsExactly(new LedgerRecord.Noticed(4, notice));
        assertThat(again.read(99, 1)).isEmpty();
        assertThat(again.head(SHOP)).contains(third);
        assertThat(again.head(CART)).contains(second);
        assertThat(again.services()).containsExactly(CART, SHOP);
        assertThat(List.of(first.number(), second.number(), third.number())).containsExactly(1L, 2L, 3L);
        var lines = Files.readAllLines(file);
        assertThat(lines.getFirst()).endsWith("\"hash\":\"" + first.parent() + "\"}");
        assertThat(lines.get(2)).endsWith("\"hash\":\"" + second.parent() + "\"}");
    }

    @Test
    void theSecondOfTwoIsShownTheHead() {
        var first = appended(ledger.append(byPerson(SHOP, 100), 0));

        assertThat(reopen().append(byPerson(SHOP, 200), 0)).isEqualTo(new Append.Superseded(first));
        assertThatThrownBy(() -> ledger.append(byPerson(CART, 200), 7))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("expectedHead is 7 but service cart has no revision");
    }

    @Test
    void anAgentWritesUnderItsOwnLiveLeaseOnly() {
        assertThat(ledger.append(byAgent(SHOP, 100, 0, "zone-b"), 0)).isEqualTo(new Append.Fenced(Fence.NONE));

        assertThat(ledger.lease(SHOP, "zone-b", TTL))
                .isEqualTo(new Lease.Granted(new Fence(1), clock.instant().plus(TTL)));
        assertThat(ledger.lease(SHOP, "zone-a", TTL))
                .isEqualTo(new Lease.HeldBy("zone-b", clock.instant().plus(TTL)));
        assertThat(ledger.append(byAgent(SHOP, 100, 1, "zone-a"), 0)).isEqualTo(new Append.Fenced(new Fence(1)));
        assertThat(ledger.append(byAgent(SHOP, 100, 2, "zone-b"), 0)).isEqualTo(new Append.Fenced(new Fence(1)));
        assertThat(ledger.append(byAgent(CART, 100, 1, "zone-b"), 0)).isEqualTo(new Append.Fenced(Fence.NONE));
        assertThat(appended(ledger.append(byAgent(SHOP, 100, 1, "zone-b"), 0)).number())
                .isEqualTo(1);

        clock.pass(TTL);
        assertThat(ledger.append(byAgent(SHOP, 200, 1, "zone-b"), 1)).isEqualTo(new Append.Fenced(new Fence(1)));
        assertThat(reopen().lease(SHOP, "zone-a", TTL))
                .isEqualTo(new Lease.Granted(new Fence(2), clock.instant().plus(TTL)));
        assertThat(ledger.append(byAgent(SHOP, 200, 1, "zone-b"), 1)).isEqualTo(new Append.Fenced(new Fence(2)));
        assertThat(appended(ledger.append(byAgent(SHOP, 200, 2, "zone-a"), 1)).number())
                .isEqualTo(2);
    }

    @Test
    void aPersonNeedsNoLeaseAndTakesTheNewestFence() {
        ledger.lease(SHOP, "zone-b", TTL);
        var person = appended(ledger.append(byPerson(SHOP, 500), 0));
        assertThat(person.change().fence()).isEqualTo(new Fence(1));

        var leader = appended(ledger.append(byAgent(SHOP, 100, 1, "zone-b"), person.number()));
        assertThat(leader.number()).isGreaterThan(person.number());
        assertThat(leader.change().fence().isOlderThan(person.change().fence())).isFalse();
    }

    @Test
    void epochsRiseWithEachHolderAndOutliveTheBookOfLeases() throws IOException {
        assertThat(ledger.lease(SHOP, "zone-a", TTL)).isInstanceOf(Lease.Granted.class);
        clock.pass(Duration.ofSeconds(4));
        assertThat(ledger.lease(SHOP, "zone-a", TTL))
                .isEqualTo(new Lease.Granted(new Fence(1), clock.instant().plus(TTL)));
        ledger.release(SHOP, "zone-b");
        assertThat(ledger.lease(SHOP, "zone-b", TTL)).isInstanceOf(Lease.HeldBy.class);
        ledger.release(SHOP, "zone-a");
        assertThat(ledger.lease(SHOP, "zone-b", TTL))
                .isEqualTo(new Lease.Granted(new Fence(2), clock.instant().plus(TTL)));
        clock.pass(TTL);
        assertThat(ledger.lease(SHOP, "zone-b", TTL))
                .isEqualTo(new Lease.Granted(new Fence(3), clock.instant().plus(TTL)));

        ledger.append(byAgent(SHOP, 100, 3, "zone-b"), 0);
        Files.delete(file.resolveSibling("dev.ledger.leases"));
        assertThat(reopen().lease(SHOP, "zone-a", TTL))
                .isEqualTo(new Lease.Granted(new Fence(4), clock.instant().plus(TTL)));
    }

    @Test
    void aClockSetBackDoesNotLockALeaseForEver() {
        ledger.lease(SHOP, "zone-a", TTL);
        clock.pass(Duration.ofHours(-1));
        assertThat(ledger.lease(SHOP, "zone-b", TTL))
                .isEqualTo(new Lease.Granted(new Fence(2), clock.instant().plus(TTL)));
    }

    @Test
    void refusesLeasesThatAreTooShortOrTooLong() {
        for (Duration ttl : List.of(Duration.ofMillis(999), Duration.ofSeconds(61), Duration.ZERO)) {
            assertThatThrownBy(() -> ledger.lease(SHOP, "zone-a", ttl))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("allowed: 1 s to 60 s");
        }
        assertThatThrownBy(() -> ledger.lease(SHOP, " ", TTL)).hasMessageContaining("lease.holder");
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswer() {
        var key = Optional.of("request-1");
        var first = ledger.append(byPerson(SHOP, 100), 0, key);
        assertThat(ledger.append(byPerson(SHOP, 100), 0, key)).isEqualTo(first);
        assertThat(reopen().append(byPerson(SHOP, 100), 0, key)).isEqualTo(first);
        var notice = new Notice("x", "y", clock.instant());
        ledger.notice(notice, Optional.of("request-2"));
        ledger.notice(notice, Optional.of("request-2"));

        assertThat(ledger.read(0, 10)).hasSize(2);
        assertThatThrownBy(() -> ledger.append(byPerson(SHOP, 200), 1, key))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("was used for another");
    }

    @Test
    void belongsToOneStack() {
        ledger.append(byPerson(SHOP, 100), 0);

        assertThat(FileLedger.open(file, Optional.empty(), clock).stack()).isEqualTo(STACK);
        assertThatThrownBy(() -> FileLedger.open(file, Optional.of(new StackId("shop-project", "prod")), clock))
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(LedgerException.Kind.WRONG_STACK))
                .hasMessageContaining("belongs to stack shop-project/dev, not to shop-project/prod");
        assertThatThrownBy(() -> FileLedger.open(home.resolve("none"), Optional.empty(), clock))
                .hasMessageContaining("does not exist yet");
    }

    @Test
    void profilesAreReplacedServiceByService() {
        var profile = new ShadowProfile(
                new AccountId("acme"), SHOP, B, ShadowProfile.Role.SHADOW, 1, 2, 3, 4, 5, 0.5, clock.instant());
        ledger.publish(SHOP, List.of(profile));
        ledger.publish(CART, List.of());
        assertThat(reopen().profiles(SHOP)).containsExactly(profile);
        ledger.publish(SHOP, List.of());
        assertThat(ledger.profiles(SHOP)).isEmpty();
        assertThatThrownBy(() -> ledger.publish(CART, List.of(profile))).hasMessageContaining("is of service shop");
    }

    @Test
    void aFollowerSeesWhatAnotherWritesSoon() throws Exception {
        ledger.append(byPerson(SHOP, 0), 0);
        var writer = reopen();
        long slowest = 0;
        for (int number = 1; number <= 40; number++) {
            long after = number;
            var seen = CompletableFuture.supplyAsync(() -> {
                var records = ledger.follow(after, Duration.ofSeconds(10));
                return records.isEmpty() ? -1 : System.nanoTime();
            });
            writer.append(byPerson(SHOP, number), number);
            long written = System.nanoTime();
            slowest = Math.max(slowest, seen.get() - written);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(250));
    }
}
