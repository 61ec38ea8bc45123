package io.linklog.cli.importing;

import io.linklog.cli.EtcdOptions;
import io.linklog.cli.Failure;
import io.linklog.cli.HttpAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./linklog import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a short link of each line of a file.",
            "",
            "The file may be a list of URLs, one a line; CSV with a header (longUrl, and any of customSlug, title, tags,"
                    + " validSince, validUntil, maxVisits, redirectStatus, forwardQuery, crawlable, findIfExists; several"
                    + " tags are separated by ; or |); or JSON lines with the same members. Times are like"
                    + " 2026-12-31T23:59:59Z.",
            "",
            "It is safe to run the same command again, also after a kill: a line that has its link gets no second one. What"
                    + " is done is written to a journal beside the file (FILE.linklog-import), and each line is sent under"
                    + " an idempotency key made of what it asks for, so that even a kill between the answer and the"
                    + " journal does no harm for 24 hours. A line that stands in the file twice makes two links. To make"
                    + " all links of a file once more, give --run another name.",
            "",
            "What became of each line is written to FILE.report.jsonl. Exit code: 0 every line has its link, 1 some lines"
                    + " were refused, 2 the import could not go on."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog import urls.txt",
            "  ./linklog import --dry-run links.csv",
            "  ./linklog export --format jsonl | ./linklog import - --url https://other.example --keep-codes"
        })
public final class ImportCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE",
            description = "The file; - for standard input (then there is no journal unless --journal names one).")
    private String file = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: by the file's name, else by its first line).")
    private @Nullable ImportFormat format;

    @Option(
            names = "--url",
            paramLabel = "URL",
            split = ",",
            description =
                    "Where Linklog is; several are taken in turn. Without it batches are spread over the instances of"
                            + " command-service that the registry in etcd has; where there are none, they go to"
                            + " LINKLOG_PUBLIC_URL, else to http://localhost:8080.")
    private List<String> urls = List.of();

    @Option(names = "--public-url", hidden = true, defaultValue = "${env:LINKLOG_PUBLIC_URL:-http://localhost:8080}")
    private String publicUrl = "";

    @Option(names = "--zone", hidden = true, defaultValue = "${env:LINKLOG_ZONE:-local}")
    private String zone = "";

    @Mixin
    private EtcdOptions etcd = new EtcdOptions();

    @Option(names = "--dry-run", description = "Check every line, make no link.")
    private boolean dryRun;

    @Option(names = "--find-if-exists", description = "Where a link to the same URL exists already, take that one.")
    private boolean findIfExists;

    @Option(names = "--keep-codes", description = "Ask for the shortCode that an export names, as custom slug.")
    private boolean keepCodes;

    @Option(names = "--ignore-unknown", description = "Leave out columns and members that mean nothing here.")
    private boolean ignoreUnknown;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Where to write what became of each line (default: FILE.report.jsonl; none for standard input).")
    private @Nullable Path reportFile;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "Where to remember what is done (default: FILE.linklog-import).")
    private @Nullable Path journalFile;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "Part of every idempotency key (default: the file's name without its folder).")
    private @Nullable String run;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "Batches at a time (default: 4; the service takes 8).")
    private int parallel = 4;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "500", description = "Lines a batch (default: 500).")
    private int batchLines = 500;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to go on trying when the service is away (default: 300).")
    private int patienceSeconds = 300;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final InputStream standardInput;
    private final Supplier<Backoff> backoffs;

    /** Reads standard input for {@code -}. */
    public ImportCommand() {
        this(System.in, () -> new Backoff(ThreadLocalRandom.current()::nextDouble));
    }

    ImportCommand(InputStream standardInput, Supplier<Backoff> backoffs) {
        this.standardInput = standardInput;
        this.backoffs = backoffs;
    }

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::importAll);
    }

    private int importAll() throws InterruptedException {
        if (parallel < 1 || parallel > 64 || batchLines < 1 || batchLines > 10_000 || patienceSeconds < 1) {
            throw new Failure(2, "--parallel takes 1 to 64, --batch 1 to 10000, --patience at least 1.", null);
        }
        List<URI> named =
                urls.stream().map(url -> HttpAddress.parse("--url", url)).toList();
        long began = System.nanoTime();
        ImportFiles files = new ImportFiles(file, reportFile, journalFile, run);
        try (BufferedInputStream in = files.open(standardInput);
                Report report = new Report(files.openReport())) {
            ImportFormat chosen = format == null ? ImportFormat.detect(file, in) : format;
            Entries entries = chosen.open(in, new Members(keepCodes, ignoreUnknown));
            try (Progress progress = progress(files)) {
                if (dryRun) {
                    new DryRun(report, progress).check(entries);
                } else {
                    send(entries, named, files, report, progress);
                }
            }
            report.summary(System.nanoTime() - began).forEach(this::say);
            if (files.report() != null) {
                say("Every line is in " + files.report() + ".");
            }
            return report.count(Result.Kind.refused) == 0 ? 0 : 1;
        } catch (IOException e) {
            throw new Failure(2, "Reading " + file + " or writing the report or the journal failed: " + e + ".", e);
        }
    }

    private void send(Entries entries, List<URI> named, ImportFiles files, Report report, Progress progress)
            throws IOException, InterruptedException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        try (Destinations destinations = destinations(named, progress);
                Journal journal = Journal.open(files.journal(temporary), temporary);
                LineKeys keys = new LineKeys(files.runName(), temporary)) {
            if (journal.damaged() > 0) {
                say(journal.damaged() + " entries of the journal are damaged; their lines are sent again.");
            }
            LineImport lines = new LineImport(findIfExists, keys, journal, report, progress);
            try (Delivery delivery = new Delivery(
                    new BatchCall(http),
                    destinations,
                    parallel,
                    batchLines,
                    Duration.ofSeconds(patienceSeconds),
                    backoffs,
                    lines::answered,
                    progress::say)) {
                lines.sendAll(entries, delivery);
            }
        }
    }

    /** What the caller names is taken as it is: it may be another Linklog than that of this registry. */
    private Destinations destinations(List<URI> named, Progress progress) throws InterruptedException {
        if (!named.isEmpty()) {
            return Destinations.inTurn(named);
        }
        Destinations usual = Destinations.inTurn(List.of(HttpAddress.parse("LINKLOG_PUBLIC_URL", publicUrl)));
        return etcd.isGiven() ? RegisteredServices.follow(etcd, zone, usual, progress::say) : usual;
    }

    private Progress progress(ImportFiles files) throws IOException {
        if (quiet) {
            return Progress.NONE;
        }
        long total = files.countLines();
        String task = dryRun ? "check" : "import";
        return System.console() == null
                ? new LineProgress(err(), task, total, System::nanoTime)
                : new BarProgress(task, total);
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private void say(String sentence) {
        err().println(sentence);
        err().flush();
    }
}
