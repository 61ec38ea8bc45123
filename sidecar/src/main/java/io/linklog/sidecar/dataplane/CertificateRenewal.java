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
 * Loads the program's certificate into HAProxy when its file changes. Open connections stay; new ones use the new
 * certificate. The CA certificate is not reloaded: HAProxy 2.6 ignores later certificates once the CA was replaced at
 * runtime, so a new CA needs a restart. Not thread-safe.
 */
public final class CertificateRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);
    private static final Pattern SERIAL = Pattern.compile("(?m)^Serial: ([0-9A-Fa-f]+)$");

    private final Credentials credentials;
    private String lastWarning = "";
    private volatile Instant ends = Instant.MAX;

    public CertificateRenewal(Credentials credentials, MeterRegistry meters) {
        this.credentials = credentials;
        Gauge.builder("linklog.sidecar.certificate.left", this, CertificateRenewal::secondsLeft)
                .description("Time until the certificate of this sidecar expires")
                .baseUnit("seconds")
                .register(meters);
    }

    private static double secondsLeft(CertificateRenewal self) {
        return self.ends.equals(Instant.MAX)
                ? Double.NaN
                : Duration.between(Instant.now(), self.ends).toMillis() / 1e3;
    }

    /**
     * Compares HAProxy's certificate with the file, and loads the file if they differ.
     *
     * @throws IOException when HAProxy does not answer
     */
    void renew(RuntimeApi haproxy) throws IOException {
        X509Certificate wanted;
        String text;
        try {
            wanted = credentials.read();
            // HAProxy reads a payload up to the first blank line
            text = Files.readString(credentials.certificate())
                    .lines()
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            warnOnce("HAProxy keeps its current certificate: " + e.getMessage());
            return;
        }
        Optional<BigInteger> current = serial(haproxy.ask("show ssl cert " + credentials.certificate()));
        if (!current.equals(Optional.of(wanted.getSerialNumber()))) {
            String set = haproxy.ask("set ssl cert " + credentials.certificate(), text);
            String committed = haproxy.ask("commit ssl cert " + credentials.certificate());
            if (!committed.contains("Success!")) {
                haproxy.ask("abort ssl cert " + credentials.certificate());
                warnOnce("HAProxy refused " + credentials.certificate() + " and keeps its current certificate: "
                        + set.strip() + " " + committed.strip());
                return;
            }
            LOG.info("HAProxy uses the new certificate of {}", credentials.certificate());
        }
        ends = wanted.getNotAfter().toInstant();
        if (ends.isBefore(Instant.now())) {
            warnOnce(credentials.certificate() + " expired on " + ends
                    + "; all other sidecars refuse it. Renew it with ./linklog certs");
        } else {
            lastWarning = "";
        }
    }

    private static Optional<BigInteger> serial(String answer) {
        Matcher matcher = SERIAL.matcher(answer);
        return matcher.find() ? Optional.of(new BigInteger(matcher.group(1), 16)) : Optional.empty();
    }

    /** Logs a warning only when it differs from the last one: this runs every few seconds. */
    private void warnOnce(String warning) {
        if (!warning.equals(lastWarning)) {
            lastWarning = warning;
            LOG.warn("{}", warning);
        }
    }
}
