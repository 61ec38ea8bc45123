package io.linklog.kit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyspaceTest {

    @Test
    void namesContainTheNumberAndTheGroupContainsTheName() {
        assertThat(Keyspace.FIRST.name()).isEqualTo("linklog_1");
        assertThat(Keyspace.FIRST.next()).isEqualTo(Keyspace.parse("linklog_2").orElseThrow());
        assertThat(new Keyspace(12).group(ProjectedFeed.LINKS)).isEqualTo("projector-linklog_12");
        assertThat(new Keyspace(12).group(ProjectedFeed.VISITS)).isEqualTo("projector-linklog_12-visits");
    }

    @Test
    void aGroupTellsItsKeyspace() {
        for (ProjectedFeed feed : ProjectedFeed.ALL) {
            assertThat(Keyspace.ofGroup(new Keyspace(12).group(feed))).contains(new Keyspace(12));
        }
        assertThat(Keyspace.ofGroup("linklog-topology")).isEmpty();
        assertThat(Keyspace.ofGroup("projector-linklog_0")).isEmpty();
        assertThat(Keyspace.ofGroup("projector-linklog_1x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "linklog", "linklog_0", "linklog_01", "linklog_1; DROP", "LINKLOG_1", "linklog_9999999999"})
    void otherNamesAreNotKeyspaces(String name) {
        assertThat(Keyspace.parse(name)).isEmpty();
    }

    @Test
    void numbersBeginAtOne() {
        assertThatThrownBy(() -> new Keyspace(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameFromEtcdIsCheckedBeforeItBecomesAPartOfAStatement() {
        assertThat(Keyspace.requireName("linklog_12")).isEqualTo("linklog_12");
        for (String name :
                List.of("", "linklog_0", "system", "linklog_1.links; DROP KEYSPACE linklog_1", "LINKLOG_1")) {
            assertThatThrownBy(() -> Keyspace.requireName(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + name + "\"");
        }
    }
}
