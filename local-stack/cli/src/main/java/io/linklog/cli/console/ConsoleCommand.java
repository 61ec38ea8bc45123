package io.linklog.cli.console;

import io.linklog.cli.options.Failure;
import io.linklog.cli.options.KafkaOptions;
import io.linklog.cli.options.RegistryOptions;
import io.linklog.schemas.wire.RegistryUnavailableException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
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
            "Prints the records of a topic as JSON, one a line.",
            "",
            "Without options it prints the latest 10 records and ends, like tail; --follow continues with new records "
                    + "until Ctrl-C. (kafka-console-consumer begins with new records and never ends.) Only committed "
                    + "records are shown. No consumer group is created.",
            "",
            "Values in Confluent's Avro format are decoded with their writer's schema. Other bytes are "
                    + "shown as text, or in hexadecimal after 0x; then valueFormat says which, and valueProblem says "
                    + "why. A value that may have several types is an object named after its type: "
                    + "{\"LinkCreated\":{\"id\":null}}. Records of one partition stay in order."
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

    @Parameters(paramLabel = "TOPIC", description = "The topic; ./linklog topics lists them.")
    private String topic = "";

    @ArgGroup
    private StartOptions start = new StartOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "Continue with new records until Ctrl-C.")
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
            description =
                    "Only records with this key, which is a short code in most topics. Begins with the oldest record"
                            + " unless another option says where to begin.")
    private @Nullable String key;

    @Option(names = "--read-uncommitted", description = "Show records of open and aborted transactions as well.")
    private boolean readUncommitted;

    @Option(names = "--raw", description = "Show bytes as text or hexadecimal, without the schema registry.")
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
        if (max != null && max < 1 || start.last() < 1) {
            throw new Failure(2, "--max and --last need a number of at least 1.", null);
        }
        try (TopicConsumer consumer = new TopicConsumer(kafka, readUncommitted)) {
            print(consumer);
        } catch (WakeupException ctrlC) {
            // each line that was printed is whole
        } catch (RegistryUnavailableException e) {
            throw new Failure(e.getMessage() + ". Name another with --registry, or use --raw.", e);
        } catch (RetriableException e) {
            throw kafka.away(e);
        } catch (KafkaException e) {
            throw new Failure("Kafka refuses to read " + topic + ": " + e.getMessage(), e);
        }
        return 0;
    }

    private void print(TopicConsumer source) throws IOException {
        Consumer<byte[], byte[]> consumer = source.consumer();
        List<TopicPartition> partitions = source.partitions(topic, partition);
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
            Map<TopicPartition, Long> from = key != null && start.isEmpty() ? begins : start.offsets(begins, ends);
            if (from == null) {
                int count = (int) Math.min(start.last(), max == null ? Long.MAX_VALUE : max);
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
        } catch (BrokenPipeException readerGone) {
            // the reader, head for instance, has seen enough
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
            throw new BrokenPipeException(e);
        }
        printed++;
        return max == null || printed < max;
    }

    private boolean isWanted(ConsumerRecord<byte[], byte[]> record) {
        return key == null || Arrays.equals(record.key(), key.getBytes(StandardCharsets.UTF_8));
    }

    /** The program that read the output has ended. */
    private static final class BrokenPipeException extends IOException {
        private static final long serialVersionUID = 1;

        BrokenPipeException(IOException cause) {
            super(cause);
        }
    }
}
