package io.linklog.sidecar.dataplane;

import io.linklog.sidecar.haproxy.RuntimeApi;
import io.linklog.sidecar.settings.Credentials;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives HAProxy its certificate anew when that was replaced: connections that are there stay, new ones show the new
 * one. Not so the authority's: with HAProxy 2.6 no certificate takes effect any more once that was replaced while it
 * runs, so a new authority takes a restart. For one thread.
 */
public final class CertificateRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);
    private static final Pattern SERIAL = Pattern.compile("(?m)^Serial: ([0-9A-Fa-f]+)$");

    private final Credentials credentials;
    private String complained = "";
    private volatile Instant ends = Instant.MAX;

    public CertificateRenewal(Credentials credentials, MeterRegistry meters) {
        this.credentials = credentials;
        Gauge.builder("linklog.sidecar.certificate.left", this, CertificateRenewal::secondsLeft)
                .description("Until the certificate that this sidecar shows is no longer good")
                .baseUnit("seconds")
                .register(meters);
    }

    private static double secondsLeft(CertificateRenewal self) {
        return self.ends.equals(Instant.MAX)
                ? Double.NaN
                : Duration.between(Instant.now(), self.ends).toMillis() / 1e3;
    }

    /**
     * Compares the one that HAProxy has with the file.
     *
     * @throws IOException when HAProxy is away
     */
    void look(RuntimeApi haproxy) throws IOException {
        X509Certificate wanted;
        String text;
        try {
            wanted = credentials.read();
            // a blank line would end what HAProxy takes in
            text = Files.readString(credentials.certificate())
                    .lines()
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            complain("HAProxy keeps the certificate that it has: " + e.getMessage());
            return;
        }
        Optional<BigInteger> present = serial(haproxy.ask("show ssl cert " + credentials.certificate()));
        if (!present.equals(Optional.of(wanted.getSerialNumber()))) {
            String set = haproxy.ask("set ssl cert " + credentials.certificate(), text);
            String committed = haproxy.ask("commit ssl cert " + credentials.certificate());
            if (!committed.contains("Success!")) {
                haproxy.ask("abort ssl cert " + credentials.certificate());
                complain("HAProxy refused " + credentials.certificate() + " and keeps what it has: " + set.strip() + " "
                        + committed.strip());
                return;
            }
            LOG.info("HAProxy shows {} as it is now", credentials.certificate());
        }
        ends = wanted.getNotAfter().toInstant();
        if (ends.isBefore(Instant.now())) {
            complain(credentials.certificate() + " has expired on " + ends
                    + ", and all others refuse it: ./linklog certs renews it");
        } else {
            complained = "";
        }
    }

    private static Optional<BigInteger> serial(String shown) {
        Matcher matcher = SERIAL.matcher(shown);
        return matcher.find() ? Optional.of(new BigInteger(matcher.group(1), 16)) : Optional.empty();
    }

    /** Once, and not at every look. */
    private void complain(String what) {
        if (!what.equals(complained)) {
            complained = what;
            LOG.warn("{}", what);
        }
    }
}
