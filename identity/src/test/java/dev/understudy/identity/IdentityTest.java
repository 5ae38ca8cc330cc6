package dev.understudy.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class IdentityTest {
    @TempDir
    Path home;

    private CertificateAuthority authority;

    @BeforeEach
    void makeAuthority() {
        authority = CertificateAuthority.create(home.resolve("ca"));
    }

    @Test
    void carriesItsNameAndItsAddresses() throws Exception {
        var identity = authority.issue("agent-zone-a", List.of("127.0.0.1", "::1", "zone-a.local"), home.resolve("a"));

        assertThat(identity.name()).isEqualTo("agent-zone-a");
        X509Certificate certificate = PemFiles.certificate(identity.certificateFile());
        assertThat(certificate.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString()))
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", "zone-a.local");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void keepsKeysToTheirOwner() throws IOException {
        var identity = authority.issue("ledger", List.of(), home.resolve("ledger"));

        for (Path file :
                List.of(identity.keyFile(), home.resolve("ledger/bundle.pem"), home.resolve("ca/ca-key.pem"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("ledger"))))
                .isEqualTo("rwx------");
        try (var files = Files.list(home.resolve("ledger"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca.pem", "cert.pem", "key.pem", "bundle.pem");
        }
    }

    @Test
    void refusesAKeyThatOthersCanRead() throws IOException {
        var identity = authority.issue("ledger", List.of(), home.resolve("ledger"));
        Files.setPosixFilePermissions(identity.keyFile(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> Identity.load(home.resolve("ledger")))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("key.pem")
                .hasMessageContaining("0600");
    }

    @Test
    void namesTheFileThatIsMissingOrBroken() throws IOException {
        assertThatThrownBy(() -> Identity.load(home.resolve("nowhere")))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("nowhere/ca.pem does not exist");

        var identity = authority.issue("ledger", List.of(), home.resolve("ledger"));
        Files.writeString(identity.certificateFile(), "no certificate");
        assertThatThrownBy(() -> Identity.load(home.resolve("ledger")))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("cert.pem holds no X.509 certificate");
    }

    @Test
    void refusesACertificateOfAnotherAuthority() throws IOException {
        var other = CertificateAuthority.create(home.resolve("other-ca"));
        var mine = authority.issue("ledger", List.of(), home.resolve("mine"));
        var foreign = other.issue("ledger", List.of(), home.resolve("foreign"));
        Files.copy(foreign.authorityFile(), mine.authorityFile(), StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> Identity.load(mine.directory()))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("was not issued by the authority");
    }

    @Test
    void keepsTheAuthorityItHas() {
        assertThatThrownBy(() -> CertificateAuthority.create(home.resolve("ca")))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("holds an authority already");
        assertThat(CertificateAuthority.open(home.resolve("ca"))
                        .issue("provider", List.of(), home.resolve("provider"))
                        .name())
                .isEqualTo("provider");
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String name : List.of("", "a b", "CN=x,O=y", "-a", "x".repeat(65), "a\nb")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> authority.issue(name, List.of(), home.resolve("x")))
                    .withMessageContaining("identity name is");
        }
        for (String name : List.of("999.1.1.1", "a b", "", "*.example")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> authority.issue("x", List.of(name), home.resolve("x")))
                    .withMessageContaining("subject alternative name is \"" + name + "\"");
        }
    }

    @Test
    void speaksTls13WithItsPeer() throws Exception {
        var server = authority.issue("ledger", List.of("127.0.0.1"), home.resolve("server"));
        var client = authority.issue("agent-zone-a", List.of(), home.resolve("client"));

        assertThat(handshake(server.sslContext(), client.sslContext(), "TLSv1.3"))
                .isEqualTo("TLSv1.3 agent-zone-a");
    }

    @Test
    void refusesOlderVersionsAndStrangers() {
        var server = authority.issue("ledger", List.of("127.0.0.1"), home.resolve("server"));
        var client = authority.issue("agent-zone-a", List.of(), home.resolve("client"));
        var stranger = CertificateAuthority.create(home.resolve("other-ca"))
                .issue("agent-zone-a", List.of(), home.resolve("stranger"));

        assertThatThrownBy(() -> handshake(server.sslContext(), client.sslContext(), "TLSv1.2"))
                .isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> handshake(server.sslContext(), stranger.sslContext(), "TLSv1.3"))
                .isInstanceOf(SSLHandshakeException.class);
        assertThat(client.sslContext().getDefaultSSLParameters().getProtocols()).containsExactly("TLSv1.3");
        assertThat(client.sslContext().createSSLEngine().getEnabledProtocols()).containsExactly("TLSv1.3");
    }

    /** The version agreed on, and the client's name as the server sees it. */
    private static String handshake(SSLContext serverContext, SSLContext clientContext, String version)
            throws Exception {
        var loopback = InetAddress.getByName("127.0.0.1");
        try (var listener =
                (SSLServerSocket) serverContext.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            listener.setNeedClientAuth(true);
            var seen = CompletableFuture.supplyAsync(() -> {
                try (var accepted = (SSLSocket) listener.accept()) {
                    accepted.startHandshake();
                    var session = accepted.getSession();
                    return session.getProtocol() + " "
                            + Identity.nameOf((X509Certificate) session.getPeerCertificates()[0]);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (var socket =
                    (SSLSocket) clientContext.getSocketFactory().createSocket(loopback, listener.getLocalPort())) {
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();
                return seen.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof UncheckedIOException failed ? failed.getCause() : e;
            }
        }
    }
}
