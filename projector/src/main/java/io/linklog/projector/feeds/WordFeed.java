package io.linklog.projector.feeds;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.projector.projection.Feed;
import io.linklog.projector.projection.FeedWriter;
import io.linklog.projector.projection.WriteWindow;
import io.linklog.projector.tables.EventRows;
import io.linklog.projector.tables.WordTables;
import io.linklog.projector.tables.WordWrites;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.words.LinkWords;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@code link-events} become the words that links are found by. Words that an edit removes stay: an event does not have
 * the former title, and readers drop links that no longer match. A purge erases the words of all versions.
 */
public final class WordFeed implements Feed {

    private final CqlSession cassandra;
    private final Deserializer<LinkEvent> events;
    private final URI publicUrl;

    /** @param publicUrl the prefix of short links on the default domain, without a trailing slash */
    public WordFeed(CqlSession cassandra, Deserializer<LinkEvent> events, URI publicUrl) {
        this.cassandra = cassandra;
        this.events = events;
        this.publicUrl = publicUrl;
    }

    @Override
    public ProjectedFeed kind() {
        return ProjectedFeed.LINK_WORDS;
    }

    @Override
    public FeedWriter open(Keyspace keyspace) {
        return new Writer(new WordTables(cassandra, keyspace));
    }

    private final class Writer implements FeedWriter {

        private final WordTables tables;
        private final WordWrites words;
        // notes about a link: a purge reads all notes before it
        private final OrderedWrites notes = new OrderedWrites(cassandra);

        Writer(WordTables tables) {
            this.tables = tables;
            this.words = new WordWrites(tables);
        }

        @Override
        public void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, WriteWindow writes) {
            EventRows rows = EventRows.of(Feed.value(events, record));
            if (rows.isPurge()) {
                notes.add(rows.name(), new WriteWindow.Task(partition, () -> erase(rows), () -> {}), writes);
            } else if (!rows.change().equals("DELETED")) { // a deletion leaves the words: readers skip deleted links
                LinkWords ofLink = LinkWords.of(rows.link(), publicUrl);
                Statement<?> note = tables.wordsOf(rows, ofLink.words());
                notes.add(
                        rows.name(),
                        new WriteWindow.Task(partition, () -> cassandra.executeAsync(note), () -> {}),
                        writes);
                words.add(rows, ofLink);
            }
        }

        private CompletionStage<?> erase(EventRows purge) {
            return cassandra
                    .executeAsync(tables.selectWordsOf(purge))
                    .thenCompose(rows -> collect(rows, new HashSet<>()))
                    .thenCompose(all -> CompletableFuture.allOf(words.erase(purge, all).stream()
                            .map(batch -> cassandra.executeAsync(batch).toCompletableFuture())
                            .toArray(CompletableFuture[]::new)))
                    // last: what fails before is repeated, and needs the notes
                    .thenCompose(erased -> cassandra.executeAsync(tables.noWordsOf(purge)));
        }

        private CompletionStage<Set<String>> collect(AsyncResultSet rows, Set<String> all) {
            rows.currentPage().forEach(row -> all.addAll(row.getList(0, String.class)));
            return rows.hasMorePages()
                    ? rows.fetchNextPage().thenCompose(next -> collect(next, all))
                    : CompletableFuture.completedStage(all);
        }

        @Override
        public void endBatch(WriteWindow writes) {
            words.drain(
                    statement -> notes.addShared(statement, () -> {}, writes),
                    (statement, month) -> notes.addShared(statement, () -> words.remember(month), writes));
            notes.clear();
        }

        @Override
        public void forgetWritten() {
            words.forgetMonths();
        }
    }
}
