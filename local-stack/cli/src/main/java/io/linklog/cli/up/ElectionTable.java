package io.linklog.cli.up;

import io.linklog.cli.options.Columns;
import java.util.List;

/**
 * The leader of each election: {@link io.linklog.mesh.registry.RegistryKeys#elections}. Mesh's README explains them.
 */
final class ElectionTable {

    private ElectionTable() {}

    /** A table with its head; or one line when there is no leader. */
    static List<String> lines(List<EtcdEntry> elections) {
        if (elections.isEmpty()) {
            return List.of("Elections: there is no leader.");
        }
        return Columns.lines(
                // the term is the leader's fencing token
                List.of("ELECTION", "LEADER", "TERM"),
                elections.stream()
                        .map(election -> List.of(election.name(), election.value(), election.created()))
                        .toList());
    }
}
