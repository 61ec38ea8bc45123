package io.linklog.cli.importing.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.importing.formats.LinkFields;
import io.linklog.cli.importing.formats.LinkSource;
import io.linklog.cli.importing.formats.SourceLine;
import io.linklog.cli.importing.reading.Row;
import io.linklog.cli.importing.reading.RowSource;
import io.linklog.schemas.names.ShortCodes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The links of a file: reads rows, and decides about each what its tool's users expect. Not thread-safe. */
final class ToolSource implements LinkSource {

    private static final Pattern SCHEME =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(?!\\d+(?:[/?#]|$)).*", Pattern.DOTALL);

    private final RowSource rows;
    private final @Nullable DraftReader reader;
    private final LinkFields fields;
    private final Domains domains;
    private final Admission admission;
    private final Survey survey;
    private final SlugBook slugs;
    private final Renames renames;
    private final SourceRules rules;
    private final Notes notes;
    /** The further links of the row that was read last. */
    private final Queue<SourceLine> others = new ArrayDeque<>();

    /** @param reader null: the rows have Linklog's own members and types */
    ToolSource(
            RowSource rows,
            @Nullable DraftReader reader,
            SourceRules rules,
            Domains domains,
            Admission admission,
            Survey survey,
            SlugBook slugs,
            Renames renames,
            Notes notes) {
        this.rows = rows;
        this.reader = reader;
        this.fields = new LinkFields(rules.keepCodes(), rules.ignoreUnknown(), rules.findIfExists());
        this.domains = domains;
        this.admission = admission;
        this.survey = survey;
        this.slugs = slugs;
        this.renames = renames;
        this.rules = rules;
        this.notes = notes;
    }

    @Override
    public @Nullable SourceLine next() throws IOException {
        SourceLine ready = others.poll();
        if (ready != null) {
            return ready;
        }
        Row row = rows.next();
        if (row == null) {
            rows.passedOver().forEach((kind, count) -> notes.count("not taken: " + kind, count));
            return null;
        }
        return line(row);
    }

    private SourceLine line(Row row) {
        if (row.mistake() != null) {
            return refused(row, row.mistake());
        }
        if (repeatsHeader(row)) {
            return new SourceLine(row.number(), row.input(), null, "is the header once more", true);
        }
        Draft draft = reader == null ? new Draft(row.members()) : reader.read(row);
        if (rules.tool() == Tool.linklog) {
            own(draft);
            return judged(row, draft, false);
        }
        List<Draft> drafts = domains.split(draft);
        SourceLine first = judged(row, drafts.get(0), foreign(drafts.get(0)));
        for (Draft other : drafts.subList(1, drafts.size())) {
            notes.count("further short URL of a link, which becomes a link of its own");
            boolean deleted = foreign(other);
            // the visits count once
            other.fields.remove("baseVisits");
            others.add(judged(row, other, deleted));
        }
        return first;
    }

    private SourceLine judged(Row row, Draft draft, boolean deleted) {
        target(draft);
        if (draft.mistake != null) {
            return refused(row, draft.mistake);
        }
        SourceLine line = fields.line(row.number(), row.input(), draft.fields);
        if (line.link() == null) {
            return line;
        }
        return named(line, row, draft.password, deleted);
    }

    private static SourceLine refused(Row row, String reason) {
        return new SourceLine(row.number(), row.input(), null, reason, false);
    }

    /** As in files that were put together. */
    private static boolean repeatsHeader(Row row) {
        if (row.members().isEmpty()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : row.members().properties()) {
            if (!member.getKey().equals(member.getValue().asText())) {
                return false;
            }
        }
        return true;
    }

    private void own(Draft draft) {
        String domain = draft.text("domain");
        if (domain != null) {
            domains.apply(domain, draft, null);
        }
    }

    /** What only the files of other tools have; returns whether the link is to be deleted. */
    private boolean foreign(Draft draft) {
        String there = domains.separate(draft);
        String slug = draft.text("customSlug");
        boolean deleted = admission.apply(draft, slug);
        String clash = slug == null ? null : survey.clash(domains.here(there), slug);
        if (clash != null) {
            draft.refuse("has the slug " + slug + ", which is on two domains, " + clash
                    + "; say which domain of Linklog each becomes: --domain OLD=NEW");
        }
        domains.apply(there, draft, draft.mistake == null ? notes : null);
        if (draft.fields.has("maxVisits") && draft.fields.path("baseVisits").asLong() > 0 && draft.mistake == null) {
            notes.count("limit of visits that counts from zero again");
        }
        return deleted;
    }

    private void target(Draft draft) {
        String target = draft.text("longUrl");
        if (target == null || target.isEmpty()) {
            return;
        }
        // the target behind a short link of the file may have no scheme either
        String last = resolved(target, draft);
        if (last == null) {
            return;
        }
        if (!SCHEME.matcher(last).matches()) {
            if (rules.defaultScheme() == null) {
                draft.refuse("longUrl has no scheme: run again with --default-scheme https, or write https:// before"
                        + " it");
                return;
            }
            last = rules.defaultScheme() + "://" + last.replaceFirst("^//", "");
        }
        if (!last.equals(target)) {
            draft.fields.put("longUrl", last);
        }
    }

    /** The target behind the short links of the file; null when there is none. */
    private @Nullable String resolved(String target, Draft draft) {
        if (!survey.isShortLink(target)) {
            return target;
        }
        String last = survey.resolve(target);
        if (last == null) {
            draft.refuse("longUrl leads to " + ShortUrl.of(target).host() + ", a short domain of this file, whose"
                    + " code " + ShortUrl.of(target).code() + " leads nowhere in this file; give the line the"
                    + " target behind it");
        } else {
            notes.count("target on a short domain of the file, replaced by the target behind it");
        }
        return last;
    }

    /** Decides about the name of a link. */
    private SourceLine named(SourceLine line, Row row, @Nullable String password, boolean deleted) {
        ObjectNode link = line.request();
        String given = link.path("customSlug").textValue();
        SourceLine whole = new SourceLine(row.number(), row.input(), link, null, false, password, deleted);
        if (given == null) {
            return whole;
        }
        String slug = renames.apply(given);
        if (!ShortCodes.isWellFormed(slug) || ShortCodes.isReserved(slug)) {
            renames.want(given);
            String why =
                    ShortCodes.isReserved(slug) ? "is reserved for the service" : "is no code that Linklog can have";
            return refused(row, "has the slug \"" + slug + "\", which " + why + "; " + rules.renameAdvice());
        }
        link.put("customSlug", slug);
        SlugBook.Earlier earlier = slugs.add(
                link.path("domain").asText(),
                slug,
                row.number(),
                link.path("longUrl").asText());
        if (earlier == null) {
            return whole;
        }
        String other = rows.unit() + " " + earlier.line();
        if (earlier.sameTarget()) {
            return new SourceLine(row.number(), row.input(), null, "same as " + other, true);
        }
        if (rules.onTakenNew()) {
            link.remove("customSlug");
            return whole;
        }
        return refused(
                row,
                "has the slug " + slug + " of " + other + ", but another target; give it another slug, or run"
                        + " again with --on-taken new, which gives it a generated code");
    }
}
