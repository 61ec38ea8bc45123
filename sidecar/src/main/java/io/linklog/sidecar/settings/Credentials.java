package io.linklog.sidecar.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files for mutual TLS. They may be replaced at any time.
 *
 * @param certificate file with the certificate and the key of the program
 * @param authority file with the certificate of the CA
 */
public record Credentials(Path certificate, Path authority) {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    /** RFC 5280: the type of a subject alternative name that is a DNS name. */
    private static final int DNS_NAME = 2;

    /**
     * Reads the current certificate.
     *
     * @throws IOException when the file cannot be read or has no certificate
     */
    public X509Certificate read() throws IOException {
        String text = Files.readString(certificate);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(certificate + " contains no certificate");
        }
        byte[] pem = text.substring(begin, end + END.length()).getBytes(StandardCharsets.US_ASCII);
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        } catch (CertificateException e) {
            throw new IOException(certificate + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a certificate is for a service. */
    static boolean names(X509Certificate certificate, String service) {
        try {
            @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null && names.contains(List.of(DNS_NAME, service));
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
