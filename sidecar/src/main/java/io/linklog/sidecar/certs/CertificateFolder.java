package io.linklog.sidecar.certs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of the CA and its certificates: {@code ca.pem}, {@code ca.key}, and for each service a file with
 * certificate and key, in the format of HAProxy and curl. Valid certificates are kept: every operation can be repeated.
 * Safe to use from several processes.
 */
public final class CertificateFolder {

    /** The validity of the CA. It is long because every sidecar must be restarted to trust another CA. */
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    /** A common name has at most 64 characters (RFC 5280); the rest is the syntax of a host name. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?");

    private static final String END = ".pem";
    private static final String EXPIRES_SOON = "expires soon";

    private final Path folder;
    private final InstantSource clock;

    /** The state of a certificate after an operation. */
    public enum State {
        MADE,
        RENEWED,
        KEPT,
        /** Unusable; only {@link #list} reports it. */
        BAD
    }

    /**
     * One certificate.
     *
     * @param name of its service, or {@code CA}
     * @param note why it was renewed, or what is wrong; else empty
     */
    public record Entry(String name, State state, Instant ends, String note) {}

    /** @param folder created by the first {@link #ensure} */
    public CertificateFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The file of the CA's certificate, which verifying clients trust. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** The file with certificate and key of a service. */
    public Path of(String service) {
        return folder.resolve(service + END);
    }

    private Path authorityKey() {
        return folder.resolve("ca.key");
    }

    /**
     * Creates missing certificates, and the CA if there is none. Renews a certificate with less than a third of its
     * validity left, and one that is unreadable or signed by another CA.
     *
     * @param services names of the services
     * @throws CertificateException when the certificates cannot be issued
     */
    public List<Entry> ensure(List<String> services, Duration validity) {
        for (String service : services) {
            if (!isName(service)) {
                throw new CertificateException("'" + service + "' cannot be the name in a certificate: use up to 64"
                        + " lower-case letters, digits, '.' and '-'; the name 'ca' is reserved.");
            }
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // two processes at once must not create two CAs
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                List<Entry> entries = new ArrayList<>();
                boolean isNew = !Files.exists(authority()) && !Files.exists(authorityKey());
                if (isNew) {
                    Identity ca = Authority.create(clock.instant(), TEN_YEARS).identity();
                    new PemFile(null, ca.key()).write(authorityKey());
                    new PemFile(ca.certificate(), null).write(authority());
                }
                Authority authority = readAuthority();
                entries.add(new Entry(
                        "CA",
                        isNew ? State.MADE : State.KEPT,
                        authority.identity().ends(),
                        ""));
                for (String service : services) {
                    entries.add(ensure(service, authority, validity));
                }
                return entries;
            }
        } catch (IOException e) {
            throw new CertificateException("Cannot write to " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    private static boolean isName(String service) {
        return NAME.matcher(service).matches() && !service.equals("ca");
    }

    private Entry ensure(String service, Authority authority, Duration validity) throws IOException {
        Path file = of(service);
        boolean isThere = Files.exists(file);
        Optional<Identity> present = isThere ? identity(file) : Optional.empty();
        String why = isThere ? present.map(now -> flaw(now, authority)).orElse("was unreadable") : "";
        if (present.isPresent() && why.isEmpty()) {
            return new Entry(service, State.KEPT, present.get().ends(), "");
        }
        Identity issued = authority.issue(service, clock.instant(), validity);
        new PemFile(issued.certificate(), issued.key()).write(file);
        return new Entry(service, isThere ? State.RENEWED : State.MADE, issued.ends(), why);
    }

    /** The certificates of the folder by name; changes nothing. */
    public List<Entry> list() {
        if (!Files.exists(authority())) {
            return List.of();
        }
        Authority authority = readAuthority();
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry("CA", State.KEPT, authority.identity().ends(), ""));
        for (String service : services()) {
            entries.add(identity(of(service))
                    .map(present -> entry(service, present, flaw(present, authority)))
                    .orElseGet(() -> new Entry(service, State.BAD, Instant.EPOCH, "is unreadable")));
        }
        return entries;
    }

    /** The names of the services that have a certificate, sorted. */
    public List<String> services() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(END))
                    .map(file -> file.substring(0, file.length() - END.length()))
                    .filter(CertificateFolder::isName)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String service, Identity present, String flaw) {
        State state = flaw.isEmpty() || flaw.equals(EXPIRES_SOON) ? State.KEPT : State.BAD;
        return new Entry(service, state, present.ends(), flaw);
    }

    /** Why a certificate must be renewed; empty for a good one. */
    private String flaw(Identity identity, Authority authority) {
        Instant now = clock.instant();
        Instant begins = identity.certificate().getNotBefore().toInstant();
        if (!authority.isIssuerOf(identity.certificate())) {
            return "is signed by another CA";
        }
        if (!identity.ends().isAfter(now)) {
            return "expired on " + identity.ends();
        }
        Duration left = Duration.between(now, identity.ends());
        boolean expiresSoon =
                left.compareTo(Duration.between(begins, identity.ends()).dividedBy(3)) < 0
                        // a new certificate would not be valid longer than the CA
                        && identity.ends().isBefore(authority.identity().ends());
        return expiresSoon ? EXPIRES_SOON : "";
    }

    private static Optional<Identity> identity(Path file) {
        try {
            PemFile pem = PemFile.read(file);
            return pem.certificate() == null || pem.key() == null
                    ? Optional.empty()
                    : Optional.of(new Identity(pem.certificate(), pem.key()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Never replaces the CA: that would invalidate all certificates. */
    private Authority readAuthority() {
        try {
            PemFile certificate = PemFile.read(authority());
            PemFile key = PemFile.read(authorityKey());
            if (certificate.certificate() == null || key.key() == null) {
                throw new IOException("its certificate or its key is missing");
            }
            Authority authority = new Authority(new Identity(certificate.certificate(), key.key()));
            if (!authority.identity().ends().isAfter(clock.instant())) {
                throw new CertificateException("The CA in " + folder + " expired on "
                        + authority.identity().ends()
                        + ": move the folder away, run this command again, and restart all"
                        + " sidecars.");
            }
            return authority;
        } catch (IOException e) {
            throw new CertificateException(
                    "The CA cannot be read (" + e + "): restore " + authority() + " and " + authorityKey()
                            + ", or move the whole folder away to start with a new CA; then restart all sidecars.",
                    e);
        }
    }
}
