package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.CART;
import static dev.understudy.ledger.Samples.SHOP;
import static dev.understudy.ledger.Samples.byPerson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.core.Chance;
import dev.understudy.core.SeededTest;
import dev.understudy.core.explain.Because;
import dev.understudy.core.weights.WeightsChange;
import dev.understudy.core.weights.WeightsRevision;
import dev.understudy.core.zone.ServiceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackFileTest {
    private static final Path FILE = Path.of("Pulumi.dev.yaml");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private static WeightsRevision revision(ServiceId service, long number) {
        return new WeightsRevision(number, "ab".repeat(32), byPerson(service, (int) number), AT);
    }

    private static SortedMap<ServiceId, WeightsRevision> heads(WeightsRevision... revisions) {
        var heads = new TreeMap<ServiceId, WeightsRevision>();
        for (var revision : revisions) {
            heads.put(revision.change().service(), revision);
        }
        return heads;
    }

    private static StackFile parse(String text) {
        return StackFile.parse(FILE, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String put(String text, SortedMap<ServiceId, WeightsRevision> heads) {
        return new String(parse(text).with(heads), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment",
                "# only a comment\n\n",
                "---\n",
                "secretsprovider: passphrase\nencryptionsalt: v1:abc=\n",
                "encryptionsalt: v1:abc=",
                "config:\n  aws:region: eu-central-1\n",
                "config:\n  aws:region: eu-central-1   # home",
                "config:\n    aws:region: eu-central-1   # home\n\n# what follows\nencryptionsalt: v1:abc=\n",
                "encryptionsalt: v1:abc=\nconfig:\n  a:b:\n    secure: AAABAx/+=\n  a:list:\n    - one\n    - two # last\n"
                        + "# end\n",
                "config:\n  a:text: |\n    line one\n      line two\n\n  a:folded: >-\n    some\n    words\nnext: 1\n",
                "config:\n  a:text: |+\n    keep\n\n\nnext: 1\n",
                "config:\n  a:text: |\n    at the end\n",
                "config:\n  a:text: |\n    at the end without a line feed",
                "config: {aws:region: eu-central-1}\n",
                "config: {aws:region: eu-central-1, }\nnext: [1, 2]\n",
                "config: {\n  \"a:b\": 1, # first\n  \"a:c\": {\"d\": [1]}\n}\n",
                "config: {}\n",
                "config: { }   # nothing yet\nnext: 1\n",
                "config:\n",
                "config:   # nothing yet\nnext: 1\n",
                "config: ~\n",
                "config: null # nothing\nnext: 1\n",
                "{}\n",
                "{\"encryptionsalt\": \"v1:abc=\"}\n",
                "{\"encryptionsalt\": \"v1:abc=\", \"config\": {\"a:b\": 1}}",
                "{\"config\": {}}",
                "config:\r\n  aws:region: eu-central-1\r\nnext: 1\r\n",
                "config:\r\n  aws:region: eu-central-1",
                "config:\n  a:b: x\t# a tab before a comment\n\tnot: allowed\n",
                "config:\n  a:b: x\t# a tab before a comment\n",
                "\ufeffconfig:\n  a:b: 1\n",
                "config:\n  a:name: \"\ud83d\ude00 smile\" # \ud83d\ude00\n  a:next: ä\nafter: 1\n",
                "config:\n  a:b: &x 1\n  a:c: *x\n",
                "config:\n  a:last:\nnext: 1\n",
                "config:\n  a:many: plain text\n    over two lines\nnext: 1\n",
                "config:\n  'a:quoted': 'it''s'\n  \"a:double\": \"x\\n\"\n",
                "---\nconfig:\n  a:b: 1\n",
                "%YAML 1.2\n---\nconfig:\n  a:b: 1\n",
            })
    void onlyWhatIsOursChanges(String text) {
        if (text.contains("\n\tnot")) {
            assertThatThrownBy(() -> parse(text))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("Pulumi.dev.yaml is not valid YAML at line 3");
            return;
        }
        var first = heads(revision(SHOP, 1));
        String once = put(text, first);
        assertThat(parse(once).heads()).isEqualTo(first);
        assertBetween(text, once);
        assertThat(put(once, first)).isEqualTo(once);

        var second = heads(revision(SHOP, 3), revision(CART, 2));
        String twice = put(once, second);
        assertThat(parse(twice).heads()).isEqualTo(second);
        assertBetween(text, twice);
        assertThat(put(twice, first)).isEqualTo(once);
        assertThat(once.contains("\r\n")).isEqualTo(text.contains("\r\n"));
    }

    /** What was there is what is left when one stretch is taken out; a {@code null} may have been in its place. */
    private static void assertBetween(String before, String after) {
        int head = 0;
        while (head < before.length() && head < after.length() && before.charAt(head) == after.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < before.length() - head
                && before.charAt(before.length() - 1 - tail) == after.charAt(after.length() - 1 - tail)) {
            tail++;
        }
        assertThat(before.substring(head, before.length() - tail)).isIn("", " ~", " null", "~", "null");
    }

    @Test
    void aReviewerReadsAFieldOnEachLine() {
        assertThat(put("config:\n  aws:region: eu-central-1 # home\n", heads(revision(SHOP, 7))))
                .isEqualTo("""
                        config:
                          aws:region: eu-central-1 # home
                          understudy:weights:
                            "shop":
                              number: 7
                              parent: "%s"
                              weights: {"zone-a":9993,"zone-b":7}
                              fence: 0
                              author: {"kind":"PERSON","name":"ada"}
                              reason: {"template":"p99 is {p99Ms} ms – slow","numbers":{"p99Ms":250.0}}
                              evidence: {"p99Ms":250.0}
                              at: "2026-11-22T10:00:00Z"
                        """.formatted("ab".repeat(32)));
    }

    @Test
    void anyoneMayRewriteItInAnotherStyle() {
        String written = """
                config:
                    understudy:weights:
                        shop:
                            number: 7
                            parent: %s
                            weights:
                                zone-a: 9993
                                zone-b: 7
                            fence: 0
                            author:
                                kind: PERSON
                                name: ada
                            reason:
                                template: p99 is {p99Ms} ms – slow
                                numbers:
                                    p99Ms: 250
                            evidence:
                                p99Ms: 250
                            at: "2026-11-22T10:00:00Z"
                    zone: x
                """.formatted("ab".repeat(32));
        assertThat(parse(written).heads()).isEqualTo(heads(revision(SHOP, 7)));
        assertThat(put(written, heads(revision(SHOP, 8)))).endsWith("\n    zone: x\n");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        refused("- a\n- b\n", "is no mapping");
        refused("config: [1]\n", "is no mapping");
        refused("config: text\n", "is no mapping");
        refused("config:\n  understudy:weights: 7\n", "is no mapping of services");
        refused(
                "config:\n  understudy:weights:\n    shop: {number: 7}\n",
                "understudy:weights.shop",
                "parent is missing");
        refused("config:\n  a: 1\n  a: 2\n", "not valid YAML");
        refused("a: 1\n---\nb: 2\n", "not valid YAML");
        refused("base: &b {a: 1}\nconfig: *b\n", "alias");
        assertThatThrownBy(() -> StackFile.parse(FILE, new byte[] {(byte) 0xc3, 0x28}))
                .hasMessageContaining("is not UTF-8");
    }

    private static void refused(String text, String... said) {
        assertThatThrownBy(() -> put(text, heads(revision(SHOP, 1))))
                .isInstanceOf(LedgerException.class)
                .satisfies(
                        fault -> List.of(said).forEach(part -> assertThat(fault).hasMessageContaining(part)));
    }

    @Test
    void aReasonMayHoldAnything() {
        var change = byPerson(SHOP, 1);
        var odd = new Because(
                "tab\t, bell \u0007, del \u007f, next \u0085, sep \u2028, \ud83d\ude00, # : - \"'", Map.of());
        var head = new WeightsRevision(
                1,
                "x",
                new WeightsChange(
                        SHOP,
                        change.weights(),
                        change.fence(),
                        change.author(),
                        odd,
                        new TreeMap<>(Map.of("a", 1e300))),
                AT);
        for (String text : List.of("", "config: {}\n", "config:\n  a: 1\n")) {
            assertThat(parse(put(text, heads(head))).heads()).isEqualTo(heads(head));
        }
    }

    @SeededTest(tries = 200)
    void anyPlainFileKeepsItsOtherLines(Chance chance) {
        String end = chance.oneOf("\n", "\r\n");
        var lines = new ArrayList<String>();
        int before = chance.between(0, 3);
        for (int line = 0; line < before; line++) {
            lines.add(chance.oneOf("# comment", "", "top" + line + ": x # y"));
        }
        lines.add("config:" + chance.oneOf("", "  # about"));
        String indent = " ".repeat(chance.between(1, 5));
        int keys = chance.between(1, 4);
        for (int key = 0; key < keys; key++) {
            lines.add(indent + "a:k" + key + ": "
                    + chance.oneOf("1", "'q'", "{a: 1}", "[1, 2]", "!!str x", "|" + end + indent + "  t"));
            if (chance.happens(0.4)) {
                lines.add(chance.oneOf("", indent + "# inner", "# outer"));
            }
        }
        if (chance.happens(0.6)) {
            lines.add("last: 1");
        }
        String text = String.join(end, lines) + chance.oneOf("", end);
        String once = put(text, heads(revision(SHOP, 1)));
        assertBetween(text, once);
        assertThat(put(put(once, heads(revision(SHOP, 2), revision(CART, 3))), heads(revision(SHOP, 1))))
                .isEqualTo(once);
    }
}
