package io.linklog.cli.letters;

import io.linklog.cli.console.TopicConsumer;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.KafkaOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./linklog dead-letters}. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the records that could not be read or delivered, the reasons of the latest ones, and what to do.",
            "",
            "--put-back writes the letters of commands to their topic again, bytes and headers unchanged, and they are"
                    + " decided as if they had come now. Do so after the reason is gone: a letter that still cannot be"
                    + " read becomes a letter again. A second call continues behind the letters of the first. Exit"
                    + " code 1: some letters stay."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog dead-letters",
            "  ./linklog console link-commands.dlq --last 20",
            "  ./linklog dead-letters --put-back link-commands --dry-run",
            "  ./linklog dead-letters --put-back link-commands --partition 3 --from-offset 17"
        })
public final class DeadLettersCommand implements Callable<Integer> {

    private static final int LONGEST_LETTER_BYTES = 2 * 1024 * 1024;

    @Option(names = "--put-back", paramLabel = "TOPIC", description = "Put the letters of this topic back.")
    private @Nullable String putBack;

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "P",
            description = "Only letters of this partition.")
    private @Nullable Integer partition;

    @Option(
            names = "--from-offset",
            paramLabel = "OFFSET",
            description = "Begin at this letter of --partition, also if it was put back before. Letters before it"
                    + " count as put back afterwards.")
    private @Nullable Long fromOffset;

    @Option(names = "--dry-run", description = "Show which letters would return; write nothing.")
    private boolean dryRun;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, this::run);
    }

    private int run() throws IOException {
        if (putBack == null && (partition != null || fromOffset != null || dryRun)) {
            throw new Failure(2, "--partition, --from-offset and --dry-run need --put-back.", null);
        }
        if (fromOffset != null && (partition == null || fromOffset < 0)) {
            throw new Failure(2, "--from-offset needs --partition and a number of at least 0.", null);
        }
        LetterTopic topic = putBack == null ? null : LetterTopic.returning(putBack);
        PrintWriter out = spec.commandLine().getOut();
        try (TopicConsumer consumer = new TopicConsumer(kafka, /* readUncommitted= */ false);
                Admin admin = Admin.create(kafka.client(Map.of()))) {
            ReturnedLetters returned = new ReturnedLetters(admin, KafkaOptions.DEADLINE);
            return topic == null ? list(consumer, returned, out) : putBack(topic, consumer, returned, out);
        } catch (KafkaException e) {
            throw kafka.failure(e);
        } finally {
            out.flush();
        }
    }

    private static int list(TopicConsumer consumer, ReturnedLetters returned, PrintWriter out) throws IOException {
        boolean any = false;
        var existing = consumer.consumer().listTopics();
        LetterSurvey survey = new LetterSurvey(consumer.consumer(), returned);
        for (LetterTopic topic : LetterTopic.values()) {
            if (!existing.containsKey(topic.letters())) {
                continue;
            }
            List<String> lines = survey.lines(topic, consumer.partitions(topic.letters(), null));
            lines.forEach(out::println);
            any |= !lines.isEmpty();
        }
        if (!any) {
            out.println("There are no dead letters.");
        }
        return 0;
    }

    private int putBack(LetterTopic topic, TopicConsumer consumer, ReturnedLetters returned, PrintWriter out)
            throws IOException {
        List<TopicPartition> partitions = consumer.partitions(topic.letters(), partition);
        int sourcePartitions = consumer.partitions(topic.source, null).size();
        try (KafkaProducer<byte[], byte[]> producer = dryRun ? null : kafka.producer(LONGEST_LETTER_BYTES)) {
            LetterReturn.Result result = new LetterReturn(
                            topic, consumer.consumer(), returned, producer, sourcePartitions, out)
                    .run(partitions, fromOffset);
            out.println(result.returned()
                    + (result.returned() == 1 ? " letter " : " letters ")
                    + (dryRun ? "would return to " : "returned to ")
                    + topic.source
                    + (result.left() == 0 ? "." : ", " + result.left() + " stay."));
            return result.left() == 0 ? 0 : 1;
        }
    }
}
