package io.linklog.cli.exporting.site;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes links as files that serve them without Linklog, and lists in {@code left-out.txt} those that need Linklog. The
 * links are judged at one moment. Not thread-safe.
 */
public final class SiteExport implements AutoCloseable {

    /** The file that lists the links that are left out: code, tab, reason. */
    public static final String LEFT_OUT = "left-out.txt";

    private final Site site;
    private final Writer leftOut;
    private final Instant now;
    private final @Nullable String domain;
    private long written;
    private long missing;
    private long ending;

    /**
     * @param folder exists and is empty
     * @param domain whose links are written; null for the default domain
     */
    public SiteExport(SiteFormat format, Path folder, @Nullable String domain, Instant now) throws IOException {
        this.site = format.open(folder);
        this.leftOut = Files.newBufferedWriter(folder.resolve(LEFT_OUT));
        this.domain = domain;
        this.now = now;
    }

    /** @param link in the API's JSON */
    public void add(JsonNode link) throws IOException {
        SiteLink as = SiteLink.of(link);
        Optional<String> obstacle = obstacle(link).or(() -> site.obstacle(as));
        if (obstacle.isPresent()) {
            leftOut.write(link.path("shortUrl").asText() + "\t" + obstacle.get() + "\n");
            missing++;
            return;
        }
        site.add(as);
        written++;
        ending += link.path("validUntil").isTextual() ? 1 : 0;
    }

    private Optional<String> obstacle(JsonNode link) {
        if (!link.path("domain").asText("").equals(domain == null ? "" : domain)) {
            return Optional.of("is on another domain; name it with --domain");
        }
        if (!link.path("state").asText().equals("ACTIVE") || link.hasNonNull("takedown")) {
            return Optional.of("is deleted or taken down");
        }
        if (link.path("hasPassword").asBoolean()) {
            return Optional.of("has a password");
        }
        if (link.hasNonNull("maxVisits")) {
            return Optional.of("has a limit of visits");
        }
        if (!link.path("redirectRules").isEmpty()) {
            return Optional.of("has redirect rules");
        }
        if (time(link, "validSince", Instant.MIN).isAfter(now)) {
            return Optional.of("is not open yet");
        }
        return time(link, "validUntil", Instant.MAX).isAfter(now) ? Optional.empty() : Optional.of("has ended");
    }

    private static Instant time(JsonNode link, String field, Instant absent) {
        return link.path(field).isTextual() ? Instant.parse(link.path(field).asText()) : absent;
    }

    /** Links that are in the files. */
    public long written() {
        return written;
    }

    /** Links that are left out. */
    public long missing() {
        return missing;
    }

    /** Links in the files that have an end, which the files do not know. */
    public long ending() {
        return ending;
    }

    /** Completes the files. */
    @Override
    public void close() throws IOException {
        site.finish();
        leftOut.close();
    }
}
