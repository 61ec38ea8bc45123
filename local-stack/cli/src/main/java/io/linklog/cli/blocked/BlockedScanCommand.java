package io.linklog.cli.blocked;

import io.linklog.cli.console.TopicConsumer;
import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.KafkaOptions;
import io.linklog.cli.options.RegistryOptions;
import io.linklog.mesh.blocked.BlockedTargetStore;
import io.linklog.schemas.Link;
import io.linklog.schemas.Report;
import io.linklog.schemas.reports.ReportId;
import io.linklog.schemas.targets.HostSet;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.SchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./linklog blocked scan}. */
@Command(
        name = "scan",
        sortOptions = false,
        description = {
            "Reads all links once, from the topic links. Those that lead to a blocked host become open reports, which"
                    + " ./linklog reports shows.",
            "",
            "A link that has such a report already, open or dismissed, is left as it is. So a scan may be repeated, and"
                    + " a scan that was ended is continued by the next. It takes no link down."
        })
final class BlockedScanCommand extends TargetsCommand {

    private static final int LONGEST_REPORT_BYTES = 64 * 1024;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            defaultValue = "${env:LINKLOG_BLOCKED_TARGETS_FILE:-}",
            description =
                    "A file of command-service, whose hosts count as well (default: LINKLOG_BLOCKED_TARGETS_FILE).")
    private String file = "";

    @Option(names = "--dry-run", description = "Show which links would be reported; write nothing.")
    private boolean dryRun;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Override
    void run(BlockedTargetStore targets, EtcdClient etcd, PrintWriter out) throws IOException {
        HostSet blocked = BlockedHosts.read(etcd, file);
        if (blocked.size() == 0) {
            out.println("Nothing is blocked. ./linklog blocked add adds a host.");
            return;
        }
        try (TopicConsumer consumer = new TopicConsumer(kafka, /* readUncommitted= */ false)) {
            SchemaRegistry schemas = registry.open();
            AvroSerde<Link> links = AvroSerde.ofValues(Topics.LINKS, Link.class, schemas);
            AvroSerde<Report> reports = AvroSerde.ofValues(Topics.REPORTS, Report.class, schemas);
            LinkScan scan = new LinkScan(
                    consumer.consumer(),
                    links.deserializer(),
                    reports.deserializer(),
                    blocked,
                    LinkScan.MOST_HITS,
                    InstantSource.system(),
                    out);
            say(scan(scan, consumer, reports), out);
        } catch (RegistryUnavailableException e) {
            throw new Failure(e.getMessage() + ". Name another with --registry.", e);
        } catch (KafkaException e) {
            throw kafka.failure(e);
        }
    }

    private LinkScan.Result scan(LinkScan scan, TopicConsumer consumer, AvroSerde<Report> reports) throws IOException {
        var ofLinks = consumer.partitions(Topics.LINKS.name(), null);
        var ofReports = consumer.partitions(Topics.REPORTS.name(), null);
        if (dryRun) {
            return scan.run(ofLinks, ofReports, found -> {});
        }
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer(LONGEST_REPORT_BYTES)) {
            return scan.run(ofLinks, ofReports, found -> write(found, producer, reports));
        }
    }

    private static void write(List<Report> found, KafkaProducer<byte[], byte[]> producer, AvroSerde<Report> reports) {
        String topic = Topics.REPORTS.name();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        for (Report report : found) {
            byte[] key = ReportId.of(report).key().getBytes(StandardCharsets.UTF_8);
            byte[] value = reports.serializer().serialize(topic, report);
            producer.send(new ProducerRecord<>(topic, key, value), (sent, error) -> {
                if (error != null) {
                    failure.compareAndSet(null, error);
                }
            });
        }
        producer.flush();
        Exception error = failure.get();
        if (error != null) {
            throw error instanceof KafkaException known ? known : new KafkaException(error);
        }
    }

    private void say(LinkScan.Result result, PrintWriter out) {
        out.println("Of " + result.read() + " records of links, " + result.reported()
                + (dryRun ? " would be reported" : " are reported") + " now and " + result.known() + " were before.");
        if (result.isCut()) {
            out.println("There are more; run it again.");
        }
        if (result.unreadable() > 0) {
            throw new Failure(result.unreadable() + " records could not be read.", null);
        }
    }
}
