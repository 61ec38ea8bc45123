package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.cql.Statement;
import io.linklog.schemas.words.LinkWords;
import io.linklog.schemas.words.WordMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Collects the words of one poll. Confined to the projection's thread. */
public final class WordWrites {

    /** A month in which a tenant has links. */
    public record Month(String tenant, long number) {}

    private final WordTables tables;
    private final RowBatches<WordPartition> rows = new RowBatches<>();
    private final KnownParts<Month> months = new KnownParts<>();

    public WordWrites(WordTables tables) {
        this.tables = tables;
    }

    /** Adds the words that a link has after an event. */
    public void add(EventRows event, LinkWords words) {
        for (String word : words.words()) {
            WordPartition partition = WordPartition.of(word, event);
            rows.add(partition, tables.word(partition, word, event));
        }
        words.stems().forEach((stem, ofStem) -> {
            WordPartition partition = WordPartition.of(stem, event);
            rows.add(partition, tables.stem(partition, ofStem, event));
        });
        months.add(new Month(event.link().getTenant(), WordMonth.of(event.createdAt())), event.writtenAt());
    }

    /** The statements that erase words of a purged link. They hide all earlier writes, whatever the order. */
    public List<Statement<?>> erase(EventRows purge, Collection<String> words) {
        RowBatches<WordPartition> erased = new RowBatches<>();
        for (String word : Set.copyOf(words)) {
            WordPartition partition = WordPartition.of(word, purge);
            erased.add(partition, tables.noWord(partition, word, purge));
            erased.add(partition, tables.noWord(partition, partition.allWords(), purge));
        }
        List<Statement<?>> batches = new ArrayList<>();
        erased.drain(batches::add);
        return batches;
    }

    /**
     * Passes the collected rows on and starts again.
     *
     * @param batches takes the batches of rows
     * @param inserts takes each statement that inserts a month, with the month to {@link #remember} when it is written
     */
    public void drain(Consumer<Statement<?>> batches, BiConsumer<Statement<?>, Month> inserts) {
        rows.drain(batches);
        months.drain(
                (month, writtenAt) -> inserts.accept(tables.month(month.tenant(), month.number(), writtenAt), month));
    }

    /** Marks a month as written, so that it is not written again. */
    public void remember(Month month) {
        months.remember(month);
    }

    /** Forgets all months: the next row of each writes its month again. */
    public void forgetMonths() {
        months.forget();
    }
}
