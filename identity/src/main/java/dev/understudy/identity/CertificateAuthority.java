package dev.understudy.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The authority that issues the product's certificates: a directory with {@code ca.pem} and {@code ca-key.pem}. Keys are
 * elliptic-curve, P-256. Certificates serve both sides of a connection.
 */
public final class CertificateAuthority {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);
    private static final Duration LEAF_LIFE = Duration.ofDays(365);
    /** Clocks of two machines may differ; a certificate begins this long before it was made. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private static final Pattern IP = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");
    private static final Pattern DNS = Pattern.compile(
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private final Path directory;
    private final X509Certificate certificate;
    private final PrivateKey key;
    private final InstantSource clock;

    private CertificateAuthority(Path directory, X509Certificate certificate, PrivateKey key, InstantSource clock) {
        this.directory = directory;
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Makes a new authority.
     *
     * @throws IdentityException when the directory has one already
     */
    public static CertificateAuthority create(Path directory) {
        return create(directory, InstantSource.system());
    }

    /** As {@link #create(Path)}, with the clock that its certificates are dated by. */
    public static CertificateAuthority create(Path directory, InstantSource clock) {
        if (Files.exists(directory.resolve("ca-key.pem"))) {
            throw new IdentityException(
                    directory + " holds an authority already; open it, or choose another directory");
        }
        PemFiles.makeDirectory(directory);
        try {
            var pair = newKeys();
            var name = new X500NameBuilder()
                    .addRDN(BCStyle.CN, "understudy authority")
                    .build();
            var now = clock.instant();
            var builder = new JcaX509v3CertificateBuilder(
                    name, serial(), begin(now), end(now, AUTHORITY_LIFE), name, pair.getPublic());
            var extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
            var certificate = sign(builder, pair.getPrivate());
            PemFiles.writePrivate(
                    directory.resolve("ca-key.pem"),
                    PemFiles.encode("PRIVATE KEY", pair.getPrivate().getEncoded()));
            PemFiles.writePublic(directory.resolve("ca.pem"), PemFiles.encode("CERTIFICATE", certificate.getEncoded()));
            return new CertificateAuthority(directory, certificate, pair.getPrivate(), clock);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IdentityException("no authority can be made in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Opens an authority made before. */
    public static CertificateAuthority open(Path directory) {
        return open(directory, InstantSource.system());
    }

    /** As {@link #open(Path)}, with the clock that its certificates are dated by. */
    public static CertificateAuthority open(Path directory, InstantSource clock) {
        return new CertificateAuthority(
                directory,
                PemFiles.certificate(directory.resolve("ca.pem")),
                PemFiles.key(directory.resolve("ca-key.pem")),
                clock);
    }

    public Path directory() {
        return directory;
    }

    /**
     * Issues a certificate with a new key, over what the directory held before.
     *
     * @param name its common name
     * @param subjectAltNames IP addresses and DNS names it may be reached by
     * @param into directory for the identity's files, made when it is missing
     */
    public Identity issue(String name, List<String> subjectAltNames, Path into) {
        Names.requireValid(name);
        var alternatives =
                subjectAltNames.stream().map(CertificateAuthority::alternative).toArray(GeneralName[]::new);
        PemFiles.makeDirectory(into);
        try {
            var pair = newKeys();
            var issued = leaf(name, alternatives, pair);
            String certificatePem = PemFiles.encode("CERTIFICATE", issued.getEncoded());
            String keyPem = PemFiles.encode("PRIVATE KEY", pair.getPrivate().getEncoded());
            PemFiles.writePublic(into.resolve("ca.pem"), PemFiles.encode("CERTIFICATE", certificate.getEncoded()));
            PemFiles.writePublic(into.resolve("cert.pem"), certificatePem);
            PemFiles.writePrivate(into.resolve("key.pem"), keyPem);
            PemFiles.writePrivate(into.resolve("bundle.pem"), certificatePem + keyPem);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IdentityException(
                    "no certificate for " + name + " can be made in " + into + ": " + e.getMessage(), e);
        }
        return Identity.load(into);
    }

    private X509Certificate leaf(String name, GeneralName[] alternatives, KeyPair pair)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var now = clock.instant();
        var builder = new JcaX509v3CertificateBuilder(
                new JcaX509CertificateHolder(certificate).getSubject(),
                serial(),
                begin(now),
                end(now, LEAF_LIFE),
                new X500NameBuilder().addRDN(BCStyle.CN, name).build(),
                pair.getPublic());
        var extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(certificate));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
        if (alternatives.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        }
        return sign(builder, key);
    }

    private static GeneralName alternative(String name) {
        if (IP.matcher(name).matches()) {
            try {
                return new GeneralName(GeneralName.iPAddress, name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "subject alternative name is \"" + name + "\"; allowed: an IP address or a DNS name", e);
            }
        }
        if (name.length() <= 253 && DNS.matcher(name).matches()) {
            return new GeneralName(GeneralName.dNSName, name);
        }
        throw new IllegalArgumentException(
                "subject alternative name is \"" + name + "\"; allowed: an IP address or a DNS name");
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    /** RFC 5280: positive, at most 20 octets. */
    private static BigInteger serial() {
        return new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
    }

    private static Date begin(Instant now) {
        return Date.from(now.minus(CLOCK_SKEW).truncatedTo(ChronoUnit.SECONDS));
    }

    private static Date end(Instant now, Duration life) {
        return Date.from(now.plus(life).truncatedTo(ChronoUnit.SECONDS));
    }
}
