package io.linklog.cli.console;

import io.linklog.cli.Failure;
import io.linklog.cli.KafkaOptions;
import io.linklog.cli.RegistryOptions;
import io.linklog.schemas.wire.RegistryUnavailableException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./linklog console}. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the records of a topic, decoded, one JSON object a line.",
            "",
            "Without further options it prints the last 10 records and ends, as tail does; --follow goes on with new ones"
                    + " until Ctrl-C. It differs from kafka-console-consumer in that: that one begins with new records and"
                    + " never ends. Only committed records are shown, and no consumer group is made.",
            "",
            "Values in Confluent's Avro format are decoded with the schema they were written with, whoever wrote them. What"
                    + " cannot be decoded is shown as text or, after 0x, in hexadecimal; valueFormat then says which and"
                    + " valueProblem why. A value that may have one of several types is an object named after its type:"
                    + " {\"LinkCreated\":{}}. Order is kept within a partition."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog console link-events",
            "  ./linklog console link-events --from-beginning --max 3",
            "  ./linklog console link-commands --follow | jq .value.body",
            "  ./linklog console link-events --key abc1234",
            "  ./linklog console link-commands.dlq --from-beginning"
        })
public final class ConsoleCommand implements Callable<Integer> {

    private static final int LAST = 10;

    @Parameters(paramLabel = "TOPIC", description = "The topic; ./linklog topics lists them.")
    private String topic = "";

    @ArgGroup
    private Start start = new Start();

    /** Where to begin: one of these or none. */
    private static final class Start {
        @Option(names = "--from-beginning", description = "All records, from the oldest on.")
        private boolean beginning;

        @Option(
                names = "--offset",
                paramLabel = "OFFSET",
                description =
                        "From this offset on: a number, earliest or latest. In every partition, unless --partition"
                                + " chooses one.")
        private @Nullable String offset;

        @Option(
                names = "--last",
                paramLabel = "N",
                description = "The latest N records of all partitions together (default: " + LAST + ").")
        private @Nullable Integer last;
    }

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new records as they come, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--max", "--max-messages"},
            paramLabel = "N",
            description = "End after N records.")
    private @Nullable Long max;

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "P",
            description = "Only this partition.")
    private @Nullable Integer partition;

    @Option(
            names = {"-k", "--key"},
            paramLabel = "KEY",
            description = "Only records with this key (a short code, for most topics); all of them, from the beginning,"
                    + " unless said otherwise.")
    private @Nullable String key;

    @Option(names = "--read-uncommitted", description = "Show records of open and aborted transactions, too.")
    private boolean readUncommitted;

    @Option(names = "--raw", description = "Do not decode: text or hexadecimal. Needs no registry.")
    private boolean raw;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final OutputStream out;
    private long printed;

    /** Writes to standard output. */
    public ConsoleCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    ConsoleCommand(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::run);
    }

    private int run() throws IOException {
        if (max != null && max < 1 || start.last != null && start.last < 1) {
            throw new Failure(2, "--max and --last need a number of at least 1.", null);
        }
        CountDownLatch ended = new CountDownLatch(1);
        try (Consumer<byte[], byte[]> consumer = open()) {
            Thread interrupted = new Thread(
                    () -> {
                        consumer.wakeup();
                        awaitQuietly(ended);
                    },
                    "console-interrupted");
            Runtime.getRuntime().addShutdownHook(interrupted);
            try {
                print(consumer);
            } catch (WakeupException ctrlC) {
                // what was printed is whole lines
            } catch (RegistryUnavailableException e) {
                throw new Failure(e.getMessage() + ". Name another with --registry, or use --raw.", e);
            } catch (RetriableException e) {
                throw kafka.away(e);
            } catch (KafkaException e) {
                throw new Failure("Kafka refuses to hand over " + topic + ": " + e.getMessage(), e);
            } finally {
                ended.countDown();
                removeQuietly(interrupted);
            }
        }
        return 0;
    }

    private void print(Consumer<byte[], byte[]> consumer) throws IOException {
        List<TopicPartition> partitions = partitions(consumer);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Function<byte[], Decoded> decoder =
                raw ? bytes -> Decoded.raw(bytes, null) : new ConfluentDecoder(registry.open())::decode;
        RecordLine line = new RecordLine(decoder);
        TopicReader.Sink sink = record -> print(record, line);
        TopicReader reader = new TopicReader(consumer);
        try {
            boolean more = true;
            Map<TopicPartition, Long> next = ends;
            Map<TopicPartition, Long> from = startOffsets(begins, ends);
            if (from == null) {
                int last = start.last == null ? LAST : start.last;
                int count = (int) Math.min(last, max == null ? last : max);
                for (var record : reader.last(count, begins, ends, this::isWanted)) {
                    more = sink.accept(record);
                }
            } else if (follow) {
                next = from;
            } else {
                reader.read(from, ends, sink);
            }
            if (follow && more) {
                reader.read(next, null, sink);
            }
        } catch (BrokenPipe readerGone) {
            // head has seen enough
        }
    }

    /** Where to begin; null for the last few. */
    private @Nullable Map<TopicPartition, Long> startOffsets(
            Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        String offset = start.offset;
        if (start.beginning || "earliest".equals(offset) || (key != null && offset == null && start.last == null)) {
            return begins;
        }
        if (offset == null) {
            return null;
        }
        if (offset.equals("latest")) {
            return ends;
        }
        try {
            long number = Long.parseLong(offset);
            Map<TopicPartition, Long> from = new HashMap<>();
            begins.forEach((at, begin) -> from.put(at, Math.max(begin, Math.min(number, ends.get(at)))));
            return from;
        } catch (NumberFormatException e) {
            throw new Failure(2, "--offset needs a number, earliest or latest, not \"" + offset + "\".", null);
        }
    }

    private boolean print(ConsumerRecord<byte[], byte[]> record, RecordLine line) throws IOException {
        if (!isWanted(record)) {
            return true;
        }
        byte[] bytes = line.of(record);
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new BrokenPipe(e);
        }
        printed++;
        return max == null || printed < max;
    }

    private boolean isWanted(ConsumerRecord<byte[], byte[]> record) {
        return key == null || Arrays.equals(record.key(), key.getBytes(StandardCharsets.UTF_8));
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        var topics = consumer.listTopics();
        var found = topics.get(topic);
        if (found == null) {
            throw new Failure(
                    "There is no topic \"" + topic + "\"; there are: "
                            + String.join(", ", new TreeSet<>(topics.keySet())),
                    null);
        }
        List<TopicPartition> partitions = found.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .filter(at -> partition == null || at.partition() == partition)
                .toList();
        if (partitions.isEmpty()) {
            throw new Failure(
                    topic + " has no partition " + partition + "; it has 0 to " + (found.size() - 1) + ".", null);
        }
        return partitions;
    }

    private Consumer<byte[], byte[]> open() {
        try {
            return new KafkaConsumer<>(
                    kafka.client(Map.of(
                            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                            readUncommitted ? "read_uncommitted" : "read_committed",
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                            "false",
                            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                            "false",
                            // when retention overtakes us, go on with what is left
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest")),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw kafka.unusable(e);
        }
    }

    private static void awaitQuietly(CountDownLatch ended) {
        try {
            ended.await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeQuietly(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // it is the hook that ended us
        }
    }

    /** Whoever read our output does not any more. */
    private static final class BrokenPipe extends IOException {
        private static final long serialVersionUID = 1;

        BrokenPipe(IOException cause) {
            super(cause);
        }
    }
}
