package io.linklog.bench.load;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.rules.LinkDefaults;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes created links to {@code link-events} as the topology would; deciding so many would take minutes. */
public final class LinkLogWriter {

    private LinkLogWriter() {}

    /** Writes links with the slugs {@code bench-0}, {@code bench-1} and so on. Returns when the brokers have them. */
    public static void write(String bootstrap, SchemaRegistry registry, int links) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        write(bootstrap, registry, links, i -> created("bench-" + i, now));
    }

    /** Writes the links of these numbers from 0. Returns when the brokers have them. */
    public static void write(String bootstrap, SchemaRegistry registry, int links, IntFunction<Link> made) {
        AvroSerde<LinkEvent> serde = AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry);
        try (KafkaProducer<String, byte[]> producer = QuickProducer.open(bootstrap)) {
            for (int i = 0; i < links; i++) {
                Link link = made.apply(i);
                LinkEvent event = new LinkEvent(link.getCode(), new LinkCreated(null), link, null);
                producer.send(new ProducerRecord<>(
                        Topics.LINK_EVENTS.name(),
                        link.getCode(),
                        serde.serializer().serialize(Topics.LINK_EVENTS.name(), event)));
            }
            producer.flush();
        }
    }

    private static Link created(String slug, Instant now) {
        LinkAttributes attributes = LinkDefaults.attributes("https://example.org/of/the/usual/length/" + slug);
        return new Link(slug, "default", 1L, LinkState.ACTIVE, now, now, attributes, null, null, null, false, null);
    }
}
