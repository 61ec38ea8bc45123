package io.linklog.sidecar.certs;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.jspecify.annotations.Nullable;

/** The content of a PEM file: a certificate, a key (PKCS #8), or both. */
record PemFile(
        @Nullable X509Certificate certificate, @Nullable PrivateKey key) {

    private static final Set<PosixFilePermission> FOR_THE_OWNER = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rw-r--r--");

    /** @throws IOException when the file does not exist or is not PEM of this kind */
    static PemFile read(Path file) throws IOException {
        X509Certificate certificate = null;
        PrivateKey key = null;
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof X509CertificateHolder holder) {
                    certificate = new JcaX509CertificateConverter().getCertificate(holder);
                } else if (part instanceof PrivateKeyInfo info) {
                    key = new JcaPEMKeyConverter().getPrivateKey(info);
                }
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException(file + " is not a valid PEM file: " + e.getMessage(), e);
        }
        return new PemFile(certificate, key);
    }

    /** Replaces the file atomically. Only the owner can read a file with a key, from its first byte on. */
    void write(Path file) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            if (certificate != null) {
                pem.writeObject(certificate);
            }
            if (key != null) {
                pem.writeObject(new JcaPKCS8Generator(key, null));
            }
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(FOR_THE_OWNER));
        Files.writeString(next, text.toString());
        if (key == null) {
            Files.setPosixFilePermissions(next, FOR_ALL);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
