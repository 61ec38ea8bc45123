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

    @Property
    void what_is_wanted_by_its_key_is_in_a_partition_that_is_read(
            @ForAll @Size(max = 5) Set<@AlphaChars @NotEmpty String> codes, @ForAll @AlphaChars @NotEmpty String code) {
        EventFilter filter = new EventFilter(codes, null, EventFilter.ALL_TYPES);
        List<TopicPartition> read = filter.partitions(PARTITIONS);
        assertThat(filter.wantsKey(code.getBytes(UTF_8))).isEqualTo(codes.isEmpty() || codes.contains(code));
        if (filter.wantsKey(code.getBytes(UTF_8))) {
            assertThat(read)
                    .contains(new TopicPartition(Topics.LINK_EVENTS.name(), Topics.partition(code, PARTITIONS)));
        }
        // a hot code's visits are spread
        assertThat(read.stream().filter(partition -> partition.topic().equals(Topics.VISITS.name())))
                .hasSize(PARTITIONS);
    }

    @Test
    void only_topics_that_have_what_is_wanted_are_read() {
        EventFilter changes = new EventFilter(Set.of("abc"), null, Set.of("link.created"));
        assertThat(changes.partitions(PARTITIONS))
                .containsExactly(new TopicPartition(Topics.LINK_EVENTS.name(), Topics.partition("abc", PARTITIONS)));
        EventFilter visits = new EventFilter(Set.of(), null, Set.of(EventView.VISIT));
        assertThat(visits.partitions(PARTITIONS))
                .hasSize(PARTITIONS)
                .allMatch(partition -> partition.topic().equals(Topics.VISITS.name()));
    }

    @Test
    void a_change_is_wanted_by_its_type_and_tag_also_the_one_that_takes_the_tag_away() {
        EventFilter tagged = new EventFilter(Set.of(), "spring", Set.of("link.created", "link.edited"));
        Link link = TestLinks.with(
                TestLinks.link("abc", "https://example.org/"),
                made -> made.getAttributes().setTags(List.of("spring", "red")));
        LinkEvent edited = TestLinks.edited(link, after -> after.getAttributes().setTags(List.of("red")));
        assertThat(tagged.wants(TestLinks.created(link))).isTrue();
        assertThat(tagged.wants(TestLinks.deleted(link))).isFalse();
        assertThat(tagged.wants(edited)).isFalse();
        ((LinkEdited) edited.getChange()).setRemovedTags(List.of("spring"));
        assertThat(tagged.wants(edited)).isTrue();
    }

    @Test
    void a_record_without_a_key_is_for_those_who_want_all() {
        assertThat(new EventFilter(Set.of(), null, EventFilter.ALL_TYPES).wantsKey(null))
                .isTrue();
        assertThat(new EventFilter(Set.of("abc"), null, EventFilter.ALL_TYPES).wantsKey(null))
                .isFalse();
    }
}
