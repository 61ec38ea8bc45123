package io.linklog.bench.micro;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of writing and reading a link event, the record that topology, projector and query-service all handle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup first
public class AvroSerdeBenchmark {

    /** A registry of one schema, in memory. */
    private static final class OneSchema implements SchemaStore {
        private Schema schema = LinkEvent.getClassSchema();

        @Override
        public int register(String subject, Schema registered) {
            schema = registered;
            return 1;
        }

        @Override
        public Schema byId(int id) {
            return schema;
        }
    }

    private final LinkEvent event = event();
    private Serializer<LinkEvent> serializer;
    private Deserializer<LinkEvent> deserializer;
    private byte[] bytes;

    @Setup
    public void open() {
        AvroSerde<LinkEvent> serde = AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, new OneSchema());
        serializer = serde.serializer();
        deserializer = serde.deserializer();
        bytes = serializer.serialize(Topics.LINK_EVENTS.name(), event);
    }

    @Benchmark
    public byte[] write() {
        return serializer.serialize(Topics.LINK_EVENTS.name(), event);
    }

    @Benchmark
    public LinkEvent read() {
        return deserializer.deserialize(Topics.LINK_EVENTS.name(), bytes);
    }

    private static LinkEvent event() {
        Instant now = Instant.parse("2026-11-23T12:00:00.123456Z");
        LinkAttributes attributes = LinkAttributes.newBuilder()
                .setRedirectRules(List.of())
                .setLongUrl("https://example.org/path/to/a/page/0000001")
                .setTags(List.of("docs"))
                .build();
        Link link = Link.newBuilder()
                .setCode("0a1B2c3")
                .setTenant("default")
                .setVersion(1)
                .setState(LinkState.ACTIVE)
                .setCreatedAt(now)
                .setEditedAt(now)
                .setAttributes(attributes)
                .build();
        return LinkEvent.newBuilder()
                .setCommandId("01932d5e-7c00-7abc-8def-0123456789ab")
                .setChange(new LinkCreated())
                .setLink(link)
                .build();
    }
}
