package io.linklog.kit.kafka;

import io.linklog.kit.process.Startup;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import org.apache.avro.specific.SpecificRecord;

/** Registers the schemas of topics' values at start; waits for the schema registry. */
public final class ValueSerdes {

    private final SchemaRegistry registry;
    private final String title;

    public ValueSerdes(SchemaRegistry.Settings settings) {
        this.registry = new SchemaRegistry(settings);
        this.title = "the schema registry at " + settings.urls();
    }

    /** Waits until the registry has the schema of a topic's values. */
    public <T extends SpecificRecord> AvroSerde<T> await(Topic topic, Class<T> type) throws InterruptedException {
        return Startup.await(title, () -> AvroSerde.ofValues(topic, type, registry));
    }
}
