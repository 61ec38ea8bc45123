package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyTopicsTest {

    @Test
    void topicsWithDifferentNumbersOfPartitionsAreRefused() {
        assertThatCode(() -> TopologyTopics.requireEqual(Map.of("links", 4, "link-events", 4)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> TopologyTopics.requireEqual(Map.of("links", 4, "link-events", 6)))
                .hasMessageContaining("same number of partitions")
                .hasMessageContaining("link-events=6");
    }
}
