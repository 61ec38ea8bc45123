package io.linklog.cli.up;

import java.util.List;

/**
 * Who leads what: the keys under {@value io.linklog.mesh.registry.RegistryKeys#ELECTIONS}. What they are: mesh's
 * README.
 */
final class ElectionTable {

    private ElectionTable() {}

    /** A table with its head; or one line where nobody leads anything. */
    static List<String> lines(List<EtcdEntry> elections) {
        if (elections.isEmpty()) {
            return List.of("Elections: nobody leads anything.");
        }
        return Columns.lines(
                // the term is the leader's fencing token
                List.of("ELECTION", "LEADER", "TERM"),
                elections.stream()
                        .map(election -> List.of(election.name(), election.value(), election.created()))
                        .toList());
    }
}
