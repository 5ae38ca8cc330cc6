package dev.understudy.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** PEM files (RFC 7468): one certificate or one PKCS #8 key in each. */
final class PemFiles {
    private static final Set<PosixFilePermission> PRIVATE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private PemFiles() {}

    static X509Certificate certificate(Path file) {
        byte[] bytes = read(file);
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            throw new IdentityException(file + " holds no X.509 certificate in PEM form", e);
        }
    }

    static PrivateKey key(Path file) {
        requirePrivate(file);
        String text = new String(read(file), StandardCharsets.US_ASCII);
        String body = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IdentityException(file + " holds no elliptic-curve private key in PKCS #8 PEM form", e);
        }
    }

    static String encode(String label, byte[] der) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    static void writePrivate(Path file, String pem) {
        write(file, pem, PRIVATE);
    }

    static void writePublic(Path file, String pem) {
        write(file, pem, PUBLIC);
    }

    static void makeDirectory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new IdentityException("directory " + directory + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Whole or not at all: written beside its place under a name of its own, then moved over it. */
    private static void write(Path file, String pem, Set<PosixFilePermission> permissions) {
        Path directory = file.toAbsolutePath().getParent();
        try {
            Path fresh = Files.createTempFile(
                    directory, "." + file.getFileName(), ".new", PosixFilePermissions.asFileAttribute(PRIVATE));
            try {
                try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                    var bytes = ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.setPosixFilePermissions(fresh, permissions);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new IdentityException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IdentityException(file + " does not exist; an identity has ca.pem, cert.pem and key.pem", e);
        } catch (IOException e) {
            throw new IdentityException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requirePrivate(Path file) {
        try {
            var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!permissions.isEmpty()) {
                throw new IdentityException(file + " is a private key that others can open ("
                        + PosixFilePermissions.toString(permissions) + " beside the owner); make it mode 0600");
            }
        } catch (NoSuchFileException e) {
            throw new IdentityException(file + " does not exist; an identity has ca.pem, cert.pem and key.pem", e);
        } catch (IOException e) {
            throw new IdentityException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
