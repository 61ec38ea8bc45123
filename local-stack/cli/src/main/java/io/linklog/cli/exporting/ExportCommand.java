package io.linklog.cli.exporting;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.cli.exporting.site.SiteExport;
import io.linklog.cli.exporting.site.SiteFormat;
import io.linklog.cli.keys.CallerKey;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.HttpAddress;
import io.linklog.cli.options.KafkaOptions;
import io.linklog.cli.options.StackOptions;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./linklog export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes the links of the tenant of the API key, newest first, in a format that ./linklog import reads. "
                    + "Links that are deleted, taken down or have a password are left out and counted: no import makes "
                    + "them again as they are, and no export holds a password.",
            "",
            "With --keep-codes, an import of a csv or jsonl file into a Linklog without these codes, and an export "
                    + "from there, give the same file but for version, dateEdited, shortUrl and createdBy.",
            "",
            "The links come from tables that follow the log, usually within a second. So the export first waits until "
                    + "the tables have all that the log has now. The file may or may not have links that change "
                    + "meanwhile."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog export > urls.txt",
            "  ./linklog export --format csv --output links.csv",
            "  ./linklog export --static nginx --output site",
            "  ./linklog export --format jsonl | jq -r 'select(.tags | index(\"docs\")) | .shortUrl'"
        })
public final class ExportCommand implements Callable<Integer> {

    private static final int ATTEMPTS = 30;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "urls",
            description =
                    "urls: only the targets, one a line. csv: a header, then one record a link, with ; between tags."
                            + " jsonl: the API's JSON, one link a line. (default: urls)")
    private ExportFormat format = ExportFormat.urls;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "File to write, which appears when it is complete (default: standard output). With --static:"
                    + " folder to write, new or empty.")
    private @Nullable Path output;

    @Option(
            names = "--static",
            paramLabel = "FORMAT",
            description =
                    "Write files that serve the links without Linklog: nginx, haproxy, html (a page a link) or json."
                            + " Links that need Linklog are left out and listed in " + SiteExport.LEFT_OUT + ".")
    private @Nullable SiteFormat site;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "With --static: the short domain whose links are written (default: the default domain).")
    private @Nullable String domain;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:LINKLOG_PUBLIC_URL:-http://localhost:8080}",
            description = "Address of Linklog (default: LINKLOG_PUBLIC_URL, else http://localhost:8080).")
    private String url = "";

    @Option(
            names = "--all",
            description = "Include links that are deleted, taken down or have a password, which no import makes again.")
    private boolean all;

    @Option(names = "--no-wait", description = "Do not wait for the tables to catch up with the log.")
    private boolean noWait;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final OutputStream standardOutput;
    private final LeftOut leftOut = new LeftOut();

    /** Writes to standard output unless a file is named. */
    public ExportCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    ExportCommand(OutputStream standardOutput) {
        this.standardOutput = standardOutput;
    }

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::export);
    }

    private int export() throws InterruptedException {
        checkOptions();
        CallerKey key = CallerKey.find(System.getenv(), new StackOptions().folder());
        LinkPages pages = new LinkPages(key, HttpAddress.parse("--url", url), ATTEMPTS);
        if (!noWait) {
            awaitProjection();
        }
        if (site != null) {
            writeSite(pages, site);
        } else if (output == null) {
            writeToStandardOutput(pages);
        } else {
            writeToFile(pages, output);
        }
        leftOut.sentence().ifPresent(this::say);
        return 0;
    }

    private void checkOptions() {
        if (site != null && (output == null || all)) {
            throw new Failure(
                    "--static writes active links into a folder: name it with --output, without --all.", null);
        }
        if (site == null && domain != null) {
            throw new Failure(
                    "--domain is an option of --static; the other formats hold the links of all domains.", null);
        }
    }

    private void writeSite(LinkPages pages, SiteFormat format) throws InterruptedException {
        Path folder = Objects.requireNonNull(output);
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new Failure(folder + " is not empty: name another folder with --output.", null);
                }
            }
            SiteExport export = new SiteExport(format, folder, domain, Instant.now());
            try (export) {
                for (JsonNode page = pages.next(); page != null; page = pages.next()) {
                    for (JsonNode link : page) {
                        export.add(link);
                    }
                }
            }
            say(String.format(
                    Locale.ROOT,
                    "%,d links in %s. %,d links need Linklog and are left out: see %s. %,d links have an end that the"
                            + " files do not know.",
                    export.written(),
                    folder,
                    export.missing(),
                    folder.resolve(SiteExport.LEFT_OUT),
                    export.ending()));
        } catch (IOException e) {
            throw new Failure("Writing " + folder + " failed: " + e + ".", e);
        }
    }

    private void writeToStandardOutput(LinkPages pages) throws InterruptedException {
        OutputStream out = new BufferedOutputStream(standardOutput, 1 << 16);
        try {
            write(pages, out);
            out.flush();
        } catch (IOException readerGone) {
            // the reader, head for instance, has seen enough
        }
    }

    private void writeToFile(LinkPages pages, Path file) throws InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            long links;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                links = write(pages, out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            say(String.format(Locale.ROOT, "%,d links in %s.", links, file));
        } catch (IOException e) {
            throw new Failure("Writing " + file + " failed: " + e + ".", e);
        } finally {
            deleteQuietly(part);
        }
    }

    private long write(LinkPages pages, OutputStream out) throws IOException, InterruptedException {
        out.write(format.head().getBytes(StandardCharsets.UTF_8));
        long links = 0;
        for (JsonNode page = pages.next(); page != null; page = pages.next()) {
            for (JsonNode link : page) {
                if (all || !leftOut.takes(link)) {
                    out.write(format.line(link).getBytes(StandardCharsets.UTF_8));
                    links++;
                }
            }
        }
        return links;
    }

    private void awaitProjection() throws InterruptedException {
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            try {
                new ProjectionWait(admin, this::say).await();
            } finally {
                admin.close(Duration.ofSeconds(1));
            }
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            // the tables are readable without Kafka, but they may lag
            say("Kafka does not answer: the tables may lag behind the log. The export continues.");
        }
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println(sentence);
        spec.commandLine().getErr().flush();
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // a leftover file does no harm
        }
    }
}
