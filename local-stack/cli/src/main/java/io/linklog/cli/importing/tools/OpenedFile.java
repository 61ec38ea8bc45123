package io.linklog.cli.importing.tools;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.cli.importing.formats.LinkSource;
import io.linklog.cli.importing.reading.FileFormat;
import io.linklog.cli.importing.reading.InputFile;
import io.linklog.cli.importing.reading.Row;
import io.linklog.cli.importing.reading.RowSource;
import io.linklog.cli.importing.values.DateOrder;
import io.linklog.cli.importing.values.Dates;
import io.linklog.cli.options.Failure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/** A file whose format and tool are known, ready to give its links. Not thread-safe. */
public final class OpenedFile {

    private final InputFile input;
    private final FileFormat format;
    private final ToolOptions options;
    private final Tool tool;
    private final Columns columns;
    private final Renames renames;
    private final Notes notes = new Notes();
    private final Dates dates;
    private final MVStore store;
    private volatile String renameAdvice = "";

    /** What the caller says about any file. */
    public record Wishes(boolean keepCodes, boolean ignoreUnknown, boolean findIfExists) {}

    /**
     * Finds out format and tool.
     *
     * @param name of the file; any text for standard input
     * @param format null: by name and content
     * @param again whether the links are read more than once
     * @param temporary for a copy of standard input
     * @param store for what must be known of all lines; is not closed
     * @throws Failure when the file has no usable header
     */
    public OpenedFile(
            InputFile input,
            String name,
            @Nullable FileFormat format,
            ToolOptions options,
            boolean again,
            Path temporary,
            MVStore store)
            throws IOException {
        this.input = input;
        this.options = options;
        this.store = store;
        this.format = format == null ? detect(input, name, options) : format;
        if (again || this.format.isTable()) {
            input.keep(temporary);
        }
        this.tool = options.from == null ? recognise() : options.from;
        if (isSurveyed()) {
            input.keep(temporary);
        }
        this.columns = new Columns(tool, options.mapped());
        this.renames = new Renames(Renames.read(options.rename, "--rename", "old", "new"));
        this.dates = new Dates(options.zone);
    }

    private static FileFormat detect(InputFile input, String name, ToolOptions options) throws IOException {
        return FileFormat.detect(
                name,
                input.head(),
                names -> !options.columns.isEmpty()
                        ? options.columns.values().stream()
                                .anyMatch(column -> names.stream().anyMatch(column::equalsIgnoreCase))
                        : options.from != null && names.size() > 1 || Columns.recognise(names) != null);
    }

    /** The tool by the header, or by the first row that can be read. */
    private Tool recognise() throws IOException {
        if (format == FileFormat.urls) {
            return Tool.linklog;
        }
        if (format == FileFormat.sql) {
            return Tool.yourls;
        }
        List<String> names;
        if (format == FileFormat.csv) {
            names = format.open(input.open()).header();
        } else {
            names = firstNames();
        }
        Tool known = Columns.recognise(names);
        if (!options.columns.isEmpty() && (known == null || known == Tool.linklog && !Columns.isOwn(names))) {
            return Tool.table;
        }
        if (known != null || names.isEmpty() || format == FileFormat.jsonl) {
            return known == null ? Tool.linklog : known;
        }
        String message =
                "The header names no known columns: %s. --column longUrl=NAME says which one holds the targets,"
                        + " --from names the tool, --format urls reads a list of URLs.";
        throw new Failure(2, message.formatted(String.join(", ", names)), null);
    }

    /** The names in the first record of JSON that can be read; of a stream, as far as its beginning goes. */
    private List<String> firstNames() throws IOException {
        List<String> names = new ArrayList<>();
        RowSource rows = format.open(format.isTable() ? input.open() : new StringReader(input.head()));
        Row row = rows.next();
        while (row != null && row.mistake() != null) {
            row = rows.next();
        }
        if (row != null) {
            row.members().properties().forEach(member -> {
                names.add(member.getKey());
                if (member.getValue().isObject()) {
                    member.getValue().fieldNames().forEachRemaining(inner -> names.add(member.getKey() + "." + inner));
                }
            });
        }
        return names;
    }

    /** Begins to give the links; can be called again for a file, not for a stream. */
    public LinkSource links(Wishes wishes, Path suggestions, Instant now) throws IOException {
        store.openMap("slugs").clear();
        boolean typed = isTyped();
        Survey survey = new Survey(store);
        Domains domains = new Domains(options.domains(), tool == Tool.linklog);
        DraftReader checked = typed ? null : reader(wishes, column -> null);
        RowSource rows = format.open(input.open());
        if (checked != null && !rows.header().isEmpty()) {
            checked.check(rows.header());
        }
        if (checked != null && isSurveyed()) {
            survey(survey, domains, checked);
        }
        this.renameAdvice =
                "write another code beside it in " + suggestions + " and run again with --rename " + suggestions;
        SourceRules rules = new SourceRules(
                tool,
                wishes.keepCodes(),
                wishes.ignoreUnknown(),
                wishes.findIfExists(),
                options.defaultScheme,
                options.onTakenNew(),
                renameAdvice);
        return new ToolSource(
                rows,
                typed ? null : reader(wishes, column -> options.dates != null ? options.dates : survey.order(column)),
                rules,
                domains,
                new Admission(
                        options.included(), Renames.read(options.passwords, "--passwords", "code", "password"), now),
                survey,
                new SlugBook(store.openMap("slugs")),
                renames,
                notes);
    }

    /** Whether the rows have Linklog's own members and types. */
    private boolean isTyped() {
        boolean isText = format == FileFormat.csv || format == FileFormat.sql;
        return tool == Tool.linklog && options.columns.isEmpty() && !isText;
    }

    /** Whether the file is read once before: a list of targets and Linklog's own types explain themselves. */
    private boolean isSurveyed() {
        return format != FileFormat.urls && !isTyped();
    }

    private DraftReader reader(Wishes wishes, Function<String, @Nullable DateOrder> orders) {
        String separators = options.tagSeparator == null ? tool.profile().tagSeparators() : options.tagSeparator;
        Cells cells = new Cells(tool == Tool.linklog, separators, options.tagSeparator != null, dates);
        return new DraftReader(tool, columns, cells, wishes.ignoreUnknown(), orders, notes);
    }

    /** Reads the file once: for the order of dates, and for the short links of other tools. */
    private void survey(Survey survey, Domains domains, DraftReader reader) throws IOException {
        options.domains().keySet().forEach(survey::domain);
        RowSource rows = format.open(input.open());
        for (Row row = rows.next(); row != null; row = rows.next()) {
            Draft draft = new Draft();
            reader.each(row, (column, value) -> look(column, value, draft, survey));
            if (tool != Tool.linklog) {
                for (Draft one : domains.split(draft)) {
                    survey(survey, domains, one, row.number());
                }
            }
        }
    }

    private static void survey(Survey survey, Domains domains, Draft draft, long line) {
        String there = domains.separate(draft);
        survey.domain(there);
        String slug = draft.text("customSlug");
        String target = draft.text("longUrl");
        if (slug != null && target != null) {
            survey.link(there, domains.here(there), slug, line, target);
        }
    }

    private static void look(Columns.Column column, JsonNode value, Draft draft, Survey survey) {
        Meaning meaning = column.meaning();
        String text = Cells.text(value);
        if (meaning == Meaning.SHORT_URL) {
            draft.addShortUrls(value);
        }
        if (meaning == null || text.isEmpty()) {
            return;
        }
        switch (meaning) {
            case CREATED, VALID_SINCE, VALID_UNTIL -> survey.date(column.name(), text);
            case LONG_URL, SLUG, DOMAIN -> {
                if (!draft.fields.has(meaning.field())) {
                    draft.fields.put(meaning.field(), text);
                }
            }
            default -> {}
        }
    }

    /** The tool's name, as the option has it. */
    public Tool tool() {
        return tool;
    }

    public FileFormat format() {
        return format;
    }

    /** What is told once the file is read. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>(notes.sentences());
        if (dates.withoutZone() > 0) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "  %,d × time without a zone, taken as %s (--time-zone).",
                    dates.withoutZone(),
                    options.zone));
        }
        return remarks;
    }

    /** What to do about a slug that the service refuses: its code waits for another name. Thread-safe. */
    public String adviceInstead(String slug) {
        renames.wantInstead(slug);
        return renameAdvice;
    }

    /** Adds the codes that need another name to a table; returns how many there are. */
    public int writeRenames(Path file) throws IOException {
        return renames.write(file);
    }
}
