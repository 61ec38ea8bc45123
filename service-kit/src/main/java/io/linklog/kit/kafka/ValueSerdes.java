package io.linklog.kit.kafka;

import io.linklog.kit.process.Startup;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import org.apache.avro.specific.SpecificRecord;

/** Opens serdes of topics' values at the start of a process. Waits until the schema registry answers. */
public final class ValueSerdes {

    private final SchemaRegistry registry;
    private final String title;

    /** Does not connect yet. */
    public ValueSerdes(SchemaRegistry.Settings settings) {
        this.registry = new SchemaRegistry(settings);
        this.title = "the schema registry at " + settings.urls();
    }

    /** Registers the schema of a topic's values; retries until the registry answers. */
    public <T extends SpecificRecord> AvroSerde<T> await(Topic topic, Class<T> type) throws InterruptedException {
        return Startup.await(title, () -> AvroSerde.ofValues(topic, type, registry));
    }
}
