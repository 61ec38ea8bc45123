package io.linklog.query.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EventFilterTest {

    private static final int PARTITIONS = 12;
    private static final String TENANT = "default";

    @Property
    void aMatchingKeyIsInAPartitionThatIsRead(
            @ForAll @Size(max = 5) Set<@AlphaChars @NotEmpty String> codes, @ForAll @AlphaChars @NotEmpty String code) {
        EventFilter filter = new EventFilter(TENANT, codes, null, null, EventFilter.ALL_TYPES);
        List<TopicPartition> read = filter.partitions(PARTITIONS);
        assertThat(filter.matchesKey(code.getBytes(UTF_8))).isEqualTo(codes.isEmpty() || codes.contains(code));
        if (filter.matchesKey(code.getBytes(UTF_8))) {
            assertThat(read)
                    .contains(new TopicPartition(Topics.LINK_EVENTS.name(), Topics.partition(code, PARTITIONS)));
        }
        // visits of a hot code are spread over all partitions
        assertThat(read.stream().filter(partition -> partition.topic().equals(Topics.VISITS.name())))
                .hasSize(PARTITIONS);
    }

    @Test
    void onlyTopicsWithMatchingTypesAreRead() {
        EventFilter changes = new EventFilter(TENANT, Set.of("abc"), null, null, Set.of("link.created"));
        assertThat(changes.partitions(PARTITIONS))
                .containsExactly(new TopicPartition(Topics.LINK_EVENTS.name(), Topics.partition("abc", PARTITIONS)));
        EventFilter visits = new EventFilter(TENANT, Set.of(), null, null, Set.of(EventView.VISIT));
        assertThat(visits.partitions(PARTITIONS))
                .hasSize(PARTITIONS)
                .allMatch(partition -> partition.topic().equals(Topics.VISITS.name()));
    }

    @Test
    void aChangeMatchesByTypeAndTagEvenWhenItRemovesTheTag() {
        EventFilter tagged = new EventFilter(TENANT, Set.of(), null, "spring", Set.of("link.created", "link.edited"));
        Link link = TestLinks.with(
                TestLinks.link("abc", "https://example.org/"),
                made -> made.getAttributes().setTags(List.of("spring", "red")));
        LinkEvent edited = TestLinks.edit(link, after -> after.getAttributes().setTags(List.of("red")));
        assertThat(tagged.matches(TestLinks.create(link))).isTrue();
        assertThat(tagged.matches(TestLinks.delete(link))).isFalse();
        assertThat(tagged.matches(edited)).isFalse();
        ((LinkEdited) edited.getChange()).setRemovedTags(List.of("spring"));
        assertThat(tagged.matches(edited)).isTrue();
    }

    @Test
    void aChangeOfAnotherTenantNeverMatches() {
        LinkEvent event = TestLinks.create(TestLinks.link("abc", "https://example.org/"));
        EventFilter filter = new EventFilter("team-b", Set.of("abc"), null, null, EventFilter.ALL_TYPES);
        assertThat(filter.matches(event)).isFalse();
        event.getLink().setTenant("team-b");
        assertThat(filter.matches(event)).isTrue();
    }

    @Test
    void withoutCodesADomainHasTheEventsOfItsLinksOnly() {
        EventFilter filter = new EventFilter(TENANT, Set.of(), "go.example.org", null, EventFilter.ALL_TYPES);
        assertThat(filter.matchesKey("go.example.org/abc".getBytes(UTF_8))).isTrue();
        assertThat(filter.matchesKey("abc".getBytes(UTF_8))).isFalse();
        assertThat(filter.matchesKey("l.example.com/abc".getBytes(UTF_8))).isFalse();
        assertThat(filter.matchesKey(null)).isFalse();
    }

    @Test
    void aRecordWithoutAKeyMatchesOnlyWithoutCodes() {
        assertThat(new EventFilter(TENANT, Set.of(), null, null, EventFilter.ALL_TYPES).matchesKey(null))
                .isTrue();
        assertThat(new EventFilter(TENANT, Set.of("abc"), null, null, EventFilter.ALL_TYPES).matchesKey(null))
                .isFalse();
    }
}
