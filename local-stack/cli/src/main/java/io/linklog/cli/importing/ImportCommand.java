package io.linklog.cli.importing;

import io.linklog.cli.importing.formats.LinkSource;
import io.linklog.cli.importing.reading.FileFormat;
import io.linklog.cli.importing.reading.InputFile;
import io.linklog.cli.importing.tools.OpenedFile;
import io.linklog.cli.importing.tools.Tool;
import io.linklog.cli.importing.tools.ToolOptions;
import io.linklog.cli.keys.CallerKey;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.StackOptions;
import io.linklog.schemas.rules.LongUrls;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntToLongFunction;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./linklog import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a short link of each line of a file. The links belong to the tenant of the API key.",
            "",
            "Files of other tools are known by their header and keep their codes: Bitly, YOURLS (CSV, and SQL dumps), "
                    + "Kutt, Shlink (CSV, and pages of its API), Short.io, Dub. docs/moving.md has a section for each.",
            "",
            "Linklog's own files are: a list of URLs, one a line; CSV with a header that has longUrl and any other"
                    + " field of a link; JSON with the members of the API, one object a line or in an array. ; and |"
                    + " separate the tags of a CSV cell. A time looks like 2026-12-31T23:59:59Z; other spellings are"
                    + " read too, where they can mean one thing only. A line with hasPassword true is refused.",
            "",
            "You can run the same command again, also after a kill: a line that has its link gets no second one. The"
                    + " import records each link in a journal beside the file (FILE.linklog-import), and sends each"
                    + " line under an idempotency key made of its content. A line without a slug that is in the file"
                    + " twice gets two links. To make all links of a file once more, name another run with --run."
                    + " Another key in LINKLOG_KEY makes another run, too.",
            "",
            "FILE.report.jsonl gets the result of each line. Exit code: 0 each line has its link, 1 some lines were"
                    + " refused, 2 the import could not continue."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog import urls.txt",
            "  ./linklog import --dry-run links.csv",
            "  ./linklog import bitly.csv --domain go.example.com=",
            "  ./linklog import table.csv --column longUrl=Target --column customSlug=Name --time-zone Europe/Berlin",
            "  ./linklog export --format jsonl | ./linklog import - --url https://other.example --keep-codes"
        })
public final class ImportCommand implements Callable<Integer> {

    @Mixin
    private ImportFiles files = new ImportFiles();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: by the file's name, else by its first line).")
    private @Nullable FileFormat format;

    @Mixin
    private ToolOptions tool = new ToolOptions();

    @Option(names = "--longest-target", hidden = true, defaultValue = "${env:LINKLOG_LONGEST_TARGET:-8192}")
    private int longestTarget = LongUrls.LONGEST;

    @Mixin
    private Sending sending = new Sending();

    @Option(names = "--dry-run", description = "Check each line, make no link.")
    private boolean dryRun;

    @Option(
            names = "--verify",
            description = "Then follow each link by the public address, and compare where it leads with the file.")
    private boolean verify;

    @Option(names = "--find-if-exists", description = "Use an existing link to the same URL instead of a new one.")
    private boolean findIfExists;

    @Option(names = "--keep-codes", description = "Ask for the shortCode of an export as the custom slug.")
    private boolean keepCodes;

    @Option(names = "--ignore-unknown", description = "Pass over unknown columns and members.")
    private boolean ignoreUnknown;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final InputStream standardInput;
    private final IntToLongFunction pauses;

    /** Reads standard input for {@code -}. */
    public ImportCommand() {
        this(System.in, LineImport::backoff);
    }

    ImportCommand(InputStream standardInput, IntToLongFunction pauses) {
        this.standardInput = standardInput;
        this.pauses = pauses;
    }

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::importAll);
    }

    private int importAll() throws InterruptedException {
        sending.check();
        long began = System.nanoTime();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        ImportReport report;
        List<String> remarks;
        long differing = 0;
        // the short domain of a link, whose name may still lead to another server
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        try (InputFile in = files.open(standardInput, tool.encoding());
                MVStore index = LineIndex.open(temporary);
                ProgressBar progress = progress();
                ImportReport rows = new ImportReport(
                        files.openReport(), () -> progress.step().setExtraMessage(""))) {
            report = rows;
            OpenedFile file = new OpenedFile(in, files.input, format, tool, verify, temporary, index);
            LinkSource source = file.links(wishes(), files.renames(), Instant.now());
            if (dryRun) {
                new DryRun(longestTarget).check(source, report);
            } else {
                send(file, source, report, progress, temporary, index);
            }
            remarks = remarks(file);
            if (verify && !dryRun) {
                differing = verify(file, index, remarks);
            }
        } catch (IOException e) {
            String sentence = "Reading %s or writing the report or the journal failed: %s.";
            throw new Failure(2, sentence.formatted(files.input, e), e);
        }
        report.summary(System.nanoTime() - began).forEach(this::say);
        remarks.forEach(this::say);
        if (files.report() != null) {
            say("The result of each line is in " + files.report() + ".");
        }
        return report.wrong() + differing == 0 ? 0 : 1;
    }

    /** Follows the links; returns how many lead elsewhere. */
    private long verify(OpenedFile file, MVStore index, List<String> remarks) throws IOException, InterruptedException {
        URI edge = sending.edge();
        CallerKey key = caller();
        LineKeys keys = new LineKeys(key.runOf(files.runName()), index.openMap("verified"));
        Map<String, String> codes = index.openMap("codes");
        long began = System.nanoTime();
        try (ImportReport rows = new ImportReport(ImportFiles.open(files.verified()), () -> {})) {
            Instant now = Instant.now();
            new Verification(edge, now, rows)
                    .follow(file.links(wishes(), files.renames(), now), line -> codes.get(keys.next(line.body())));
            remarks.add("Followed at " + edge + ":");
            remarks.addAll(rows.summary(System.nanoTime() - began));
            return rows.wrong();
        }
    }

    private OpenedFile.Wishes wishes() {
        return new OpenedFile.Wishes(keepCodes, ignoreUnknown, findIfExists);
    }

    private List<String> remarks(OpenedFile file) throws IOException {
        List<String> remarks = new ArrayList<>(file.remarks());
        if (file.tool() != Tool.linklog) {
            String whose = file.tool() == Tool.table ? "a table of your own" : file.tool() + "'s";
            remarks.add(0, "The file is read as " + whose + " (--from).");
        }
        int codes = file.writeRenames(files.renames());
        if (codes > 0) {
            remarks.add(codes + " codes need another name: fill in the second column of " + files.renames()
                    + " and run the same command again with --rename " + files.renames() + ".");
        }
        return remarks;
    }

    private void send(
            OpenedFile file,
            LinkSource source,
            ImportReport report,
            ProgressBar progress,
            Path temporary,
            MVStore index)
            throws IOException, InterruptedException {
        try (Services services = sending.services(this::say);
                ImportJournal journal = new ImportJournal(files.journal(temporary), index.openMap("codes"))) {
            if (journal.damaged() > 0) {
                say(journal.damaged() + " entries of the journal are damaged; their lines are sent again.");
            }
            CallerKey key = caller();
            new LineImport(
                            new LineKeys(key.runOf(files.runName()), index.openMap("occurrences")),
                            journal,
                            report,
                            services,
                            new BatchCall(key),
                            new LinkCalls(key),
                            sending.edge(),
                            file::adviceInstead,
                            tool.onTakenNew(),
                            sending.parallel(),
                            sending.batchLines(),
                            sending.patience(),
                            pauses,
                            reason -> progress.setExtraMessage(" " + reason))
                    .send(source);
        }
    }

    private static CallerKey caller() {
        return CallerKey.find(System.getenv(), new StackOptions().folder());
    }

    /** A bar on a terminal, elsewhere a line every few seconds. */
    private ProgressBar progress() throws IOException {
        boolean terminal = System.console() != null;
        ProgressBarBuilder bar = ProgressBar.builder()
                .setTaskName(dryRun ? "check" : "import")
                .setInitialMax(quiet ? -1 : files.countLines())
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(terminal ? 200 : 5_000)
                .showSpeed();
        if (quiet || !terminal) {
            bar.setConsumer(new DelegatingProgressBarConsumer(quiet ? line -> {} : this::say, 120));
        }
        return bar.build();
    }

    private void say(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(sentence);
        err.flush();
    }
}
