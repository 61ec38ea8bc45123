package io.linklog.cli.topics;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.KafkaOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./linklog topics}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists all topics: their records, their size, their retention, and the lag of their readers.",
            "",
            "RECORDS is the last offset minus the first, and so includes the markers of transactions. READ BY names "
                    + "each consumer group and its lag. Topics that end in .dlq hold records that could not be read; "
                    + "if there are any, they are red."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog topics",
            "  ./linklog topics --watch",
            "  ./linklog topics --json | jq '.topics[].readers'"
        })
public final class TopicsCommand implements Callable<Integer> {

    private static final Duration SURVEY = Duration.ofSeconds(10);
    private static final String CLEAR_SCREEN = "\033[H\033[2J";

    @Option(names = "--json", description = "Print one JSON document instead of a table.")
    private boolean asJson;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "N",
            description = "Repeat every N seconds (default: 2) until Ctrl-C.")
    private int watchSeconds;

    @Option(names = "--ours", description = "Show only Linklog's own topics and dead letters.")
    private boolean oursOnly;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final OutputStream out;

    /** Writes to standard output. */
    public TopicsCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    TopicsCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::run);
    }

    private int run() throws InterruptedException {
        try (Admin admin = open()) {
            while (true) {
                List<TopicState> topics = new TopicSurvey(admin, SURVEY, kafka::away)
                        .run().stream()
                                .filter(topic -> !oursOnly || topic.kind().compareTo(TopicKind.DEAD_LETTERS) <= 0)
                                .toList();
                print(asJson ? json(topics) : new TopicTable(Ansi.AUTO).render(topics));
                if (watchSeconds <= 0) {
                    return 0;
                }
                Thread.sleep(Duration.ofSeconds(watchSeconds).toMillis());
            }
        } catch (IOException readerGone) {
            return 0;
        }
    }

    private Admin open() {
        try {
            return Admin.create(kafka.client(Map.of()));
        } catch (KafkaException e) {
            throw kafka.unusable(e);
        }
    }

    private void print(String text) throws IOException {
        boolean redraw = watchSeconds > 0 && !asJson && Ansi.AUTO.enabled();
        out.write(((redraw ? CLEAR_SCREEN : "") + text).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String json(List<TopicState> topics) {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode document = json.createObjectNode();
        var array = document.putArray("topics");
        for (TopicState topic : topics) {
            ObjectNode node = array.addObject();
            node.put("name", topic.name()).put("kind", topic.kind().title);
            node.put("partitions", topic.partitions()).put("replicas", topic.replicas());
            node.put("underReplicated", topic.underReplicated());
            node.put("records", topic.records()).put("bytes", topic.bytes());
            node.put("cleanup", topic.cleanup()).put("retentionMs", topic.retentionMs());
            var readers = node.putArray("readers");
            topic.readers()
                    .forEach(reader -> readers.addObject()
                            .put("group", reader.group())
                            .put("state", reader.state())
                            .put("lag", reader.lag()));
        }
        return document.toPrettyString() + "\n";
    }
}
