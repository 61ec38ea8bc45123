package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.tracing.CassandraSpans;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.projector.projection.Feed;
import io.linklog.projector.projection.FeedWriter;
import io.linklog.projector.projection.WriteWindow;
import io.linklog.projector.tables.EventRows;
import io.linklog.projector.tables.LinkTables;
import io.linklog.projector.tables.ListWrites;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** {@code link-events} become rows of links, their history and lists. Events of one code are written in order. */
public final class LinkFeed implements Feed {

    private final CqlSession cassandra;
    private final Deserializer<LinkEvent> events;
    private final Tracing tracing;

    /** @param tracing makes a span for each event with a sampled trace */
    public LinkFeed(CqlSession cassandra, Deserializer<LinkEvent> events, Tracing tracing) {
        this.cassandra = cassandra;
        this.events = events;
        this.tracing = tracing;
    }

    @Override
    public ProjectedFeed kind() {
        return ProjectedFeed.LINKS;
    }

    @Override
    public FeedWriter open(Keyspace keyspace) {
        return new Writer(keyspace);
    }

    private final class Writer implements FeedWriter {

        private final LinkTables tables;
        private final ListWrites lists;
        private final KafkaSpans spans = new KafkaSpans(tracing);
        private final CassandraSpans statements = new CassandraSpans(tracing);
        private final CassandraSpans.Operation writeState;
        private final OrderedWrites ordered = new OrderedWrites(cassandra);

        Writer(Keyspace keyspace) {
            this.tables = new LinkTables(cassandra, keyspace);
            this.lists = new ListWrites(tables);
            this.writeState = new CassandraSpans.Operation("BATCH", keyspace.name(), "links");
        }

        @Override
        public void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes) {
            EventRows rows;
            Span span = spans.process(record);
            try {
                rows = EventRows.of(Feed.value(events, record));
            } catch (RegistryUnavailableException | UnreadableRecordException e) {
                KafkaSpans.end(span, e);
                throw e;
            }
            Statement<?> state = tables.state(rows);
            SpanContext trace = span.getSpanContext();
            // list rows are written for many events at once, so they are not part of an event's span
            WriteWindow.Task task = new WriteWindow.Task(
                    partition, () -> statements.execute(cassandra, state, writeState, trace), span::end);
            ordered.add(rows.name(), task, writes);
            lists.add(rows);
        }

        @Override
        public void endBatch(WriteWindow writes) {
            lists.drain(
                    statement -> ordered.addShared(statement, () -> {}, writes),
                    (statement, hour) -> ordered.addShared(statement, () -> lists.remember(hour), writes));
            ordered.clear();
        }

        @Override
        public void forgetWritten() {
            lists.forgetHours();
        }
    }
}
