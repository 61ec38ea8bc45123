package io.linklog.projector;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.Keyspace;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FurthestKeyspaceTest {

    private static final Keyspace SECOND = new Keyspace(2);
    private static final Keyspace THIRD = new Keyspace(3);

    @Test
    void keyspaceWithMostRecordsIsFoundThoughAReplayFillsANewerOne() {
        assertThat(FurthestKeyspace.furthest(Map.of(Keyspace.FIRST, 10L, SECOND, 100L, THIRD, 20L)))
                .contains(SECOND);
    }

    @Test
    void newestOfEqualKeyspacesIsFound() {
        assertThat(FurthestKeyspace.furthest(Map.of(SECOND, 100L, THIRD, 100L))).contains(THIRD);
    }

    @Test
    void thereIsNoneInANewSystem() {
        assertThat(FurthestKeyspace.furthest(Map.of())).isEmpty();
    }
}
