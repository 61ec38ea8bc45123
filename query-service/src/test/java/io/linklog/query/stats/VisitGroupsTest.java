package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisitGroupsTest {

    @Test
    void groupsAreSortedByPeopleThenBotsThenName() {
        VisitGroups groups = new VisitGroups();
        groups.add("b", 1, 0);
        groups.add("a", 1, 0);
        groups.add("bots", 1, 9);
        groups.add("most", 1, 0);
        groups.add("most", 2, 0);
        assertThat(groups.sortBySize()).extracting(VisitGroups.Group::value).containsExactly("most", "bots", "a", "b");
        assertThat(groups.sortBySize().get(0)).isEqualTo(new VisitGroups.Group("most", 3, 0));
    }
}
