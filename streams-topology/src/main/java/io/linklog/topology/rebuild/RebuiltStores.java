package io.linklog.topology.rebuild;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The stores of one task while they are made whole. Confined to the task's thread.
 *
 * @param <M> how far they reflect the log
 * @param <S> one thing that is applied to them
 */
public interface RebuiltStores<M, S> {

    /**
     * The key of a mark. Each store of a partition holds one, and writes it in the transaction of the changes that it
     * describes: a store that is lost, or that comes from an older changelog, has lost its mark or an older one. No key
     * of an entry is equal to it.
     */
    String MARK = "!mark";

    /** The key of the order under which the stores were built; in the first of {@link #byKey}. */
    String ORDER = "!order";

    /** The key-value stores, at least one. */
    List<KeyValueStore<String, byte[]>> byKey();

    /** The window stores. */
    List<WindowStore<String, byte[]>> byWindow();

    /** The marks of the stores. */
    M marks();

    /**
     * Applies a step. A step may come again after a failure.
     *
     * @return null; after the last step where to begin each source topic, without those that go on at the group's
     *     committed offset
     */
    @Nullable
    Map<TopicPartition, Long> apply(S step);

    /** Called after some steps, before their transaction may commit. */
    default void endSlice() {}
}
