package io.linklog.kit.cassandra;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The generations of the nodes, which change with each start of a node, as the last answers said. Counts losses of
 * contact: a node that is gone, has started again, or is new. Confined to one thread.
 */
final class NodeGenerations {

    private final Map<UUID, Integer> known = new HashMap<>();
    private long losses;

    /**
     * Takes the answers of one round.
     *
     * @param answers of each connected node its generation; empty if it did not answer in time
     * @return whether every connected node has answered, and there is one
     */
    boolean take(Map<UUID, Optional<Integer>> answers) {
        boolean lost = known.keySet().retainAll(answers.keySet());
        boolean complete = !answers.isEmpty();
        for (Map.Entry<UUID, Optional<Integer>> answer : answers.entrySet()) {
            if (answer.getValue().isEmpty()) {
                // it keeps its known generation: if it has the same one later, it has lost nothing
                complete = false;
            } else {
                Integer generation = answer.getValue().get();
                lost |= !generation.equals(known.put(answer.getKey(), generation));
            }
        }
        if (lost) {
            losses++;
        }
        return complete;
    }

    /** The number of rounds in which contact with a node was lost or began. */
    long losses() {
        return losses;
    }
}
