package io.linklog.cli.exporting;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.HttpAddress;
import io.linklog.cli.options.KafkaOptions;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
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
            "Writes all links, newest first, in a form that ./linklog import reads.",
            "",
            "Lists are read from tables that follow the log, usually within a second. So it first waits until they have"
                    + " everything that is in the log now. Links that are made or changed while it runs may be in it or not."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog export > urls.txt",
            "  ./linklog export --format csv --output links.csv",
            "  ./linklog export --format jsonl | jq -r 'select(.tags | index(\"docs\")) | .shortUrl'"
        })
public final class ExportCommand implements Callable<Integer> {

    private static final int ATTEMPTS = 30;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "urls",
            description =
                    "urls: only the targets, one a line. csv: with a header, tags separated by ;. jsonl: as the API"
                            + " shows them, one a line. (default: urls)")
    private ExportFormat format = ExportFormat.urls;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write; the file is there only once it is whole (default: standard output).")
    private @Nullable Path output;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:LINKLOG_PUBLIC_URL:-http://localhost:8080}",
            description = "Where Linklog is (default: LINKLOG_PUBLIC_URL, else http://localhost:8080).")
    private String url = "";

    @Option(names = "--all", description = "Deleted links, too.")
    private boolean all;

    @Option(names = "--no-wait", description = "Do not wait until the tables have caught up with the log.")
    private boolean noWait;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final OutputStream standardOutput;

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
        LinkPages pages = new LinkPages(HttpAddress.parse("--url", url), all ? "ALL" : "ACTIVE", ATTEMPTS);
        if (!noWait) {
            awaitProjection();
        }
        if (output == null) {
            writeToStandardOutput(pages);
        } else {
            writeToFile(pages, output);
        }
        return 0;
    }

    private void writeToStandardOutput(LinkPages pages) throws InterruptedException {
        OutputStream out = new BufferedOutputStream(standardOutput, 1 << 16);
        try {
            write(pages, out);
            out.flush();
        } catch (IOException readerGone) {
            // head has seen enough
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
                out.write(format.line(link).getBytes(StandardCharsets.UTF_8));
                links++;
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
            // the tables can be read without Kafka; that they may be a little behind is worth a word
            say("Kafka does not answer, so it is not known whether the tables have caught up with the log; going on.");
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
            // it is in the way of nobody
        }
    }
}
