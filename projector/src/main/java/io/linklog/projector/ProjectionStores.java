package io.linklog.projector;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.KafkaSettings;
import io.linklog.kit.tracing.Tracing;
import io.linklog.schemas.LinkEvent;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What a projection reads and writes. Closed by whoever opened it.
 *
 * @param cassandra a session without a keyspace
 * @param schema creates the keyspace where it is missing
 * @param events reads the values of {@code link-events}
 * @param tracing makes spans of events whose trace is followed
 */
public record ProjectionStores(
        KafkaSettings kafka,
        CqlSession cassandra,
        ProjectionSchema schema,
        Deserializer<LinkEvent> events,
        Tracing tracing) {}
