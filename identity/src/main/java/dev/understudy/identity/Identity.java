package dev.understudy.identity;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a part of the product shows to prove who it is, and the authority it trusts: a directory with {@code ca.pem},
 * {@code cert.pem} and {@code key.pem}, and {@code bundle.pem} (certificate and key in one file, for programs that want
 * them so).
 */
public final class Identity {
    private static final char[] NO_PASSWORD = new char[0];

    private final Path directory;
    private final X509Certificate authority;
    private final X509Certificate certificate;
    private final PrivateKey key;

    private Identity(Path directory, X509Certificate authority, X509Certificate certificate, PrivateKey key) {
        this.directory = directory;
        this.authority = authority;
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Reads an identity.
     *
     * @throws IdentityException when a file is missing or broken, the key is open to others, or the certificate is not
     *     the authority's
     */
    public static Identity load(Path directory) {
        var authority = PemFiles.certificate(directory.resolve("ca.pem"));
        var certificate = PemFiles.certificate(directory.resolve("cert.pem"));
        var key = PemFiles.key(directory.resolve("key.pem"));
        try {
            certificate.verify(authority.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IdentityException(
                    directory.resolve("cert.pem") + " was not issued by the authority in "
                            + directory.resolve("ca.pem"),
                    e);
        }
        return new Identity(directory, authority, certificate, key);
    }

    /**
     * The common name of a certificate.
     *
     * @throws IdentityException when it has none, or more than one
     */
    public static String nameOf(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        try {
            var names = new LdapName(subject)
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .toList();
            if (names.size() != 1) {
                throw new IdentityException("the certificate of \"" + subject + "\" has " + names.size()
                        + " common names; allowed: exactly one");
            }
            return names.getFirst();
        } catch (InvalidNameException e) {
            throw new IdentityException("the subject of a certificate is \"" + subject + "\", which is no name", e);
        }
    }

    /** Its common name, such as {@code agent-zone-a}. */
    public String name() {
        return nameOf(certificate);
    }

    public Path directory() {
        return directory;
    }

    /** The authority's certificate, PEM. */
    public Path authorityFile() {
        return directory.resolve("ca.pem");
    }

    /** The certificate, PEM. */
    public Path certificateFile() {
        return directory.resolve("cert.pem");
    }

    /** The private key, PKCS #8 PEM, readable by its owner only. */
    public Path keyFile() {
        return directory.resolve("key.pem");
    }

    /**
     * A context that shows this identity, trusts its authority alone and speaks TLS 1.3 alone. A server side made of it
     * must still ask for the client's certificate.
     */
    public SSLContext sslContext() {
        try {
            var own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(name(), key, NO_PASSWORD, new X509Certificate[] {certificate});
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, NO_PASSWORD);
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return new Tls13Context(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IdentityException("no TLS context can be made of the identity in " + directory, e);
        }
    }
}
