package io.linklog.cli.importing.tools;

import io.linklog.cli.importing.values.DateOrder;
import io.linklog.cli.options.Failure;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a caller can say about a file of another tool. */
public final class ToolOptions {

    @Option(
            names = "--from",
            paramLabel = "TOOL",
            description = "The tool that wrote the file: ${COMPLETION-CANDIDATES} (default: by its header).")
    @Nullable
    Tool from;

    @Option(
            names = "--column",
            paramLabel = "FIELD=NAME",
            description = "The column or member NAME is the field FIELD: longUrl, customSlug, shortUrl, domain, title,"
                    + " tags, dateCreated, baseVisits, validSince, validUntil, maxVisits or another field of a link."
                    + " Once for each.")
    Map<String, String> columns = Map.of();

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "Encoding of the file, like windows-1250 (default: UTF-8 or UTF-16, by the file's bytes; else"
                    + " windows-1252, which is also Latin-1).")
    @Nullable
    Charset encoding;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Zone of times without one, like Europe/Berlin (default: UTC).")
    ZoneId zone = ZoneId.of("UTC");

    @Option(
            names = "--dates",
            paramLabel = "ORDER",
            description = "Order of dates like 03/04/2026: ${COMPLETION-CANDIDATES} (default: as the whole column"
                    + " shows, else such a line is refused).")
    @Nullable
    DateOrder dates;

    @Option(
            names = "--tag-separator",
            paramLabel = "CHARACTERS",
            description = "Characters that end a tag in a cell (default: ; and | in Linklog's own files, | in Shlink's,"
                    + " comma in those of other tools).")
    @Nullable
    String tagSeparator;

    @Option(
            names = "--default-scheme",
            paramLabel = "SCHEME",
            description = "Scheme of targets that have none: https or http (default: they are refused).")
    @Nullable
    String defaultScheme;

    @Option(
            names = "--domain",
            paramLabel = "OLD=NEW",
            description = "Links of the domain OLD in the file go to the domain NEW of Linklog; OLD= means the default"
                    + " domain. Once for each.")
    Map<String, String> domains = Map.of();

    @Option(
            names = "--on-taken",
            paramLabel = "WHAT",
            description = "What becomes of a line whose slug leads elsewhere: refuse, or new for a generated code"
                    + " (default: refuse).")
    String onTaken = "refuse";

    @Option(
            names = "--rename",
            paramLabel = "FILE",
            description = "CSV with the columns old and new: other codes for some. An import adds the codes that"
                    + " Linklog cannot have to FILE.rename.csv, where you fill in the new ones.")
    @Nullable
    Path rename;

    @Option(
            names = "--include",
            paramLabel = "KIND",
            split = ",",
            description = "Also take links that are: protected (with --passwords), banned or archived (they become"
                    + " deleted links), expired (they keep their end).")
    List<String> include = List.of();

    @Option(
            names = "--passwords",
            paramLabel = "FILE",
            description = "CSV with the columns code and password, for --include protected.")
    @Nullable
    Path passwords;

    /** Whether a link whose slug leads elsewhere gets a generated code. */
    public boolean onTakenNew() {
        if (!onTaken.equals("new") && !onTaken.equals("refuse")) {
            throw new Failure(2, "--on-taken takes refuse or new.", null);
        }
        return onTaken.equals("new");
    }

    /** The encoding of the file; null: it is found out. */
    public @Nullable Charset encoding() {
        return encoding;
    }

    /** The meaning of names of the file, in small letters. */
    Map<String, Meaning> mapped() {
        Map<String, Meaning> mapped = new HashMap<>();
        columns.forEach((field, name) -> mapped.put(
                name.toLowerCase(Locale.ROOT),
                Meaning.ofField(field)
                        .orElseThrow(() -> new Failure(
                                2,
                                "--column " + field + "=" + name + ": there is no field " + field + "; the fields are "
                                        + Meaning.fields() + ".",
                                null))));
        return mapped;
    }

    Map<String, String> domains() {
        Map<String, String> named = new HashMap<>();
        domains.forEach((there, here) -> named.put(ShortUrl.host(there), ShortUrl.host(here)));
        return named;
    }

    Set<Inclusion> included() {
        Set<Inclusion> kinds = EnumSet.noneOf(Inclusion.class);
        for (String name : include) {
            kinds.add(Inclusion.named(name));
        }
        if (passwords != null) {
            kinds.add(Inclusion.protected_);
        }
        return kinds;
    }
}
