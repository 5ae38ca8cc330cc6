package dev.understudy.ledger;

import static dev.understudy.ledger.Samples.SHOP;
import static dev.understudy.ledger.Samples.STACK;
import static dev.understudy.ledger.Samples.byPerson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.identity.CertificateAuthority;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgersTest {
    @TempDir
    Path home;

    private WeightsLedger open(String address) {
        return Ledgers.open(URI.create(address), Optional.of(STACK), Optional.empty(), InstantSource.system());
    }

    @Test
    void opensEachKindByItsAddress() {
        CertificateAuthority.create(home.resolve("ca")).issue("provider", List.of(), home.resolve("id"));

        assertThat(open("file://" + home + "/dev.ledger")).isInstanceOf(FileLedger.class);
        assertThat(open("stack://" + home + "/Pulumi.dev.yaml")).isInstanceOf(StackFileLedger.class);
        try (var http = Ledgers.open(
                URI.create("https://127.0.0.1:7443"),
                Optional.of(STACK),
                Optional.of(home.resolve("id")),
                InstantSource.system())) {
            assertThat(http).isInstanceOf(HttpLedger.class);
            assertThat(http.stack()).isEqualTo(STACK);
        }
    }

    @Test
    void whatIsNoAddressIsToldWhatIs() {
        for (String address : List.of(
                "dev.ledger",
                "/home/x/dev.ledger",
                "file:dev.ledger",
                "file://host/dev.ledger",
                "file:///dir/",
                "file:///dev.ledger?x=1",
                "stack:///",
                "http://127.0.0.1:7443",
                "https://127.0.0.1:7443/path",
                "https:///x",
                "https://me@127.0.0.1:7443",
                "s3://bucket/key")) {
            assertThatThrownBy(() -> open(address))
                    .isInstanceOfSatisfying(
                            LedgerException.class,
                            fault -> assertThat(fault.kind()).isEqualTo(LedgerException.Kind.INVALID))
                    .hasMessageContaining("\"" + address + "\"")
                    .hasMessageContaining("allowed: file:///path/to/dev.ledger, https://host:port or stack:///");
        }
        assertThatThrownBy(() -> open("https://127.0.0.1:7443")).hasMessageContaining("understudy:identity");
    }

    @Test
    void theDefaultIsTheSameForEveryProcessOfAUser() {
        assertThat(Ledgers.defaultUri(STACK, Map.of("HOME", "/home/ada", "UNDERSTUDY_HOME", "")))
                .hasToString("file:///home/ada/.understudy/ledgers/shop-project/dev.ledger");
        assertThat(Ledgers.defaultUri(STACK, Map.of("HOME", "/home/ada", "UNDERSTUDY_HOME", "/srv/under study")))
                .hasToString("file:///srv/under%20study/ledgers/shop-project/dev.ledger");
        assertThat(Ledgers.defaultUri(new StackId("p", "org/../dev"), Map.of("HOME", "/h")))
                .hasToString("file:///h/.understudy/ledgers/p/org%252F..%252Fdev.ledger");
        assertThatThrownBy(() -> Ledgers.defaultUri(new StackId("..", "dev"), Map.of("HOME", "/h")))
                .isInstanceOf(LedgerException.class);
    }

    @Test
    void aNameWithASpaceIsOneFile() {
        var address = Ledgers.defaultUri(
                STACK, Map.of("UNDERSTUDY_HOME", home.resolve("a b").toString()));
        var ledger = Ledgers.open(address, Optional.of(STACK), Optional.empty(), InstantSource.system());
        ledger.append(byPerson(SHOP, 1), 0);
        assertThat(home.resolve("a b/ledgers/shop-project/dev.ledger")).exists();
    }
}
