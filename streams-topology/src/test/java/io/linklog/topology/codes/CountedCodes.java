package io.linklog.topology.codes;

import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codes in a known order: first those that a test sets, then those of code0000, code0001, … that belong to the
 * partition.
 */
public final class CountedCodes implements Codes {

    private final Deque<String> told = new ArrayDeque<>();
    private int count;
    private long id;
    private int skips;
    private boolean empty;

    public CountedCodes tell(String... codes) {
        told.addAll(List.of(codes));
        return this;
    }

    @Override
    public void skip(long skipped) {
        skips++;
    }

    public int skips() {
        return skips;
    }

    public void beEmpty(boolean nothingLeft) {
        empty = nothingLeft;
    }

    @Override
    public @Nullable GeneratedCode next(@Nullable String domain, int partition, int partitions) {
        if (empty) {
            return null;
        }
        if (!told.isEmpty()) {
            return new GeneratedCode(told.removeFirst(), id++);
        }
        while (true) {
            String code = String.format("code%04d", count++);
            if (Topics.partition(LinkName.text(domain, code), partitions) == partition) {
                return new GeneratedCode(code, id++);
            }
        }
    }
}
