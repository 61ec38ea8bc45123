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
 * The authority and the certificates of one Linklog: {@code ca.pem}, {@code ca.key}, and a file a service with its
 * certificate and key, as HAProxy and curl take it. What is there and good is kept, so that anything here may be done
 * again.
 */
public final class CertificateFolder {

    /** Of the authority; long, because to trust another one everybody must be told. */
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    /** A common name is 64 characters at most (RFC 5280); the rest is what a host's name may have. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?");

    private static final String END = ".pem";
    private static final String ENDS_SOON = "ends soon";

    private final Path folder;
    private final InstantSource clock;

    /** How a certificate was found, or what was done. */
    public enum State {
        MADE,
        RENEWED,
        KEPT,
        /** Of no use; only where nothing was to be changed. */
        BAD
    }

    /**
     * One certificate.
     *
     * @param name of its service; {@code CA} for the authority's
     * @param note why it was renewed, or what is wrong; empty where all is well
     */
    public record Entry(String name, State state, Instant ends, String note) {}

    /** @param folder made by the first {@link #ensure} */
    public CertificateFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** What whoever verifies is told to trust. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** Certificate and key of a service. */
    public Path of(String service) {
        return folder.resolve(service + END);
    }

    private Path authorityKey() {
        return folder.resolve("ca.key");
    }

    /**
     * Makes what is missing and renews what has less than a third of its time left, or is no use: unreadable, or of an
     * authority that was replaced.
     *
     * @param services whose certificates are looked at, beside the authority's own
     * @throws CertificateException when nothing can be issued
     */
    public List<Entry> ensure(List<String> services, Duration validity) {
        for (String service : services) {
            if (!isName(service)) {
                throw new CertificateException("'" + service + "' cannot be the name in a certificate: it must be small"
                        + " letters, digits and . - , 64 at most, and not ca.");
            }
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // two at once must not make two authorities
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                List<Entry> entries = new ArrayList<>();
                boolean isNew = !Files.exists(authority()) && !Files.exists(authorityKey());
                if (isNew) {
                    Identity made = Authority.made(clock.instant(), TEN_YEARS).identity();
                    new PemFile(null, made.key()).write(authorityKey());
                    new PemFile(made.certificate(), null).write(authority());
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
        String why = isThere ? present.map(now -> flaw(now, authority)).orElse("could not be read") : "";
        if (present.isPresent() && why.isEmpty()) {
            return new Entry(service, State.KEPT, present.get().ends(), "");
        }
        Identity issued = authority.issue(service, clock.instant(), validity);
        new PemFile(issued.certificate(), issued.key()).write(file);
        return new Entry(service, isThere ? State.RENEWED : State.MADE, issued.ends(), why);
    }

    /** What there is, untouched, by name. */
    public List<Entry> list() {
        if (!Files.exists(authority())) {
            return List.of();
        }
        Authority authority = readAuthority();
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry("CA", State.KEPT, authority.identity().ends(), ""));
        for (String service : services()) {
            entries.add(identity(of(service))
                    .map(present -> listed(service, present, flaw(present, authority)))
                    .orElseGet(() -> new Entry(service, State.BAD, Instant.EPOCH, "cannot be read")));
        }
        return entries;
    }

    /** Those that have a certificate, by name. */
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

    private static Entry listed(String service, Identity present, String flaw) {
        State state = flaw.isEmpty() || flaw.equals(ENDS_SOON) ? State.KEPT : State.BAD;
        return new Entry(service, state, present.ends(), flaw);
    }

    /** Why a certificate is to be renewed; empty for one that is good. */
    private String flaw(Identity identity, Authority authority) {
        Instant now = clock.instant();
        Instant begins = identity.certificate().getNotBefore().toInstant();
        if (!authority.signed(identity.certificate())) {
            return "is of another CA";
        }
        if (!identity.ends().isAfter(now)) {
            return "has ended on " + identity.ends();
        }
        Duration left = Duration.between(now, identity.ends());
        boolean endsSoon =
                left.compareTo(Duration.between(begins, identity.ends()).dividedBy(3)) < 0
                        // a later end than the authority's cannot be had
                        && identity.ends().isBefore(authority.identity().ends());
        return endsSoon ? ENDS_SOON : "";
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

    /** It is never replaced: that would end all certificates there are. */
    private Authority readAuthority() {
        try {
            PemFile certificate = PemFile.read(authority());
            PemFile key = PemFile.read(authorityKey());
            if (certificate.certificate() == null || key.key() == null) {
                throw new IOException("a part of it is missing");
            }
            Authority authority = new Authority(new Identity(certificate.certificate(), key.key()));
            if (!authority.identity().ends().isAfter(clock.instant())) {
                throw new CertificateException("The CA in " + folder + " has ended on "
                        + authority.identity().ends() + ": move the folder away, run this again, and start all sidecars"
                        + " anew.");
            }
            return authority;
        } catch (IOException e) {
            throw new CertificateException(
                    "The CA cannot be read (" + e + "): put " + authority() + " and " + authorityKey()
                            + " back, or move the whole folder away to begin with another CA, which nobody trusts yet.",
                    e);
        }
    }
}
