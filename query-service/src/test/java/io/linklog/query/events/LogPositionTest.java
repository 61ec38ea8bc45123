package io.linklog.query.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.http.ProblemException;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {

    private static LogPosition position(List<Topic> topics, List<Long> offsets) {
        LogPosition position = new LogPosition(offsets.size());
        for (Topic topic : topics) {
            position.cover(topic);
            for (int partition = 0; partition < offsets.size(); partition++) {
                position.set(new TopicPartition(topic.name(), partition), offsets.get(partition));
            }
        }
        return position;
    }

    @Property
    void aPositionSurvivesARoundTripThroughItsText(
            @ForAll @Size(min = 1, max = 30) List<@LongRange(min = 0) Long> offsets,
            @ForAll @IntRange(max = 2) int which) {
        List<Topic> topics = List.of(
                        List.of(Topics.LINK_EVENTS), List.of(Topics.VISITS), List.of(Topics.LINK_EVENTS, Topics.VISITS))
                .get(which);
        String text = position(topics, offsets).text();
        assertThat(text).matches("[A-Za-z0-9_-]+");
        LogPosition read = LogPosition.parse(text, offsets.size());
        for (Topic topic : List.of(Topics.LINK_EVENTS, Topics.VISITS)) {
            assertThat(read.covers(topic)).isEqualTo(topics.contains(topic));
            for (int partition = 0; topics.contains(topic) && partition < offsets.size(); partition++) {
                assertThat(read.of(new TopicPartition(topic.name(), partition))).isEqualTo(offsets.get(partition));
            }
        }
    }

    @Property
    void aTruncatedOrExtendedTextIsRefused(
            @ForAll @Size(min = 1, max = 12) List<@LongRange(min = 0) Long> offsets,
            @ForAll @IntRange(min = 1) int cut) {
        String text = position(List.of(Topics.LINK_EVENTS), offsets).text();
        assertRefused(text.substring(0, text.length() - 1 - cut % (text.length() - 1)), offsets.size());
        assertRefused(text + "AA", offsets.size());
        assertRefused(text, offsets.size() + 1);
    }

    @Property
    void anyTextIsEitherRefusedOrHasOneForm(@ForAll String text) {
        try {
            assertThat(LogPosition.parse(text, 3).text()).isEqualTo(text);
        } catch (ProblemException expected) {
            assertThat(expected.problem().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    // empty; another version; no topic; an unknown topic; an endless number; a 0 in two bytes; not base64url
    @ValueSource(strings = {"", "AgEBAA", "AQABAA", "AQQBAA", "AQEB__________8", "AQEBgAA", "!", "a b"})
    void anInvalidPositionIsRefused(String text) {
        assertRefused(text, 1);
    }

    private static void assertRefused(String text, int partitions) {
        assertThatThrownBy(() -> LogPosition.parse(text, partitions))
                .as(text)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Last-Event-ID");
    }
}
