package io.linklog.projector.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.kafka.LinkFacts;
import io.linklog.schemas.LinkEdited;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRowsTest {

    @Test
    void aCreationIsListedUnderAllLinksAndEachTagOnce() {
        EventRows rows = EventRows.of(
                LinkFacts.of("c", "https://example.org", "b", "a", "b").events().get(0));
        assertThat(rows.change()).isEqualTo("CREATED");
        assertThat(rows.lists()).containsExactly("", "tag:b", "tag:a");
        assertThat(rows.removedLists()).isEmpty();
    }

    @Test
    void timesAreMicrosecondsAndTheHourIsTheHourOfCreation() {
        List<LinkEvent> events =
                LinkFacts.of("c", "https://example.org").delete().events();
        EventRows created = EventRows.of(events.get(0));
        assertThat(created.createdAt()).isEqualTo(1_777_633_199_999_999L);
        assertThat(created.writtenAt()).isEqualTo(created.createdAt());
        EventRows deleted = EventRows.of(events.get(1));
        // deleted in the next hour
        assertThat(deleted.writtenAt()).isEqualTo(1_777_633_200_000_000L);
        assertThat(deleted.hour()).isEqualTo(created.hour()).isEqualTo(493_786);
    }

    @Test
    void anEditRemovesTheLinkFromTheListsOfRemovedTags() {
        EventRows rows = EventRows.of(LinkFacts.of("c", "https://example.org", "a", "b")
                .edit("https://example.org", null, "b", "c")
                .events()
                .get(1));
        assertThat(rows.lists()).containsExactly("", "tag:b", "tag:c");
        assertThat(rows.removedLists()).containsExactly("tag:a");
    }

    @Test
    void aCurrentTagIsNotRemovedFromItsList() {
        LinkEvent event = LinkFacts.of("c", "https://example.org", "a")
                .edit("https://example.org", null, "a")
                .events()
                .get(1);
        event.setChange(new LinkEdited(List.of("tags"), List.of("a", "gone"), null));
        assertThat(EventRows.of(event).removedLists()).containsExactly("tag:gone");
    }

    @Test
    void aDeletionKeepsTheListsAndARestoreWritesThemAgain() {
        List<LinkEvent> events =
                LinkFacts.of("c", "https://example.org", "a").delete().restore().events();
        assertThat(EventRows.of(events.get(1)).lists()).isEmpty();
        assertThat(EventRows.of(events.get(1)).removedLists()).isEmpty();
        assertThat(EventRows.of(events.get(2)).lists()).containsExactly("", "tag:a");
    }

    @Test
    void aPurgeLeavesNoList() {
        List<LinkEvent> events = LinkFacts.of("c", "https://example.org", "a", "b")
                .delete()
                .purge()
                .events();
        assertThat(EventRows.of(events.get(1)).isPurge()).isFalse();
        EventRows rows = EventRows.of(events.get(2));
        assertThat(rows.isPurge()).isTrue();
        assertThat(rows.lists()).isEmpty();
        assertThat(rows.removedLists()).containsExactly("", "tag:a", "tag:b");
    }

    @Test
    void anEventThatNoTableCanHoldIsUnreadable() {
        LinkEvent event = LinkFacts.of("", "https://example.org").events().get(0);
        assertThatThrownBy(() -> EventRows.of(event))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("code has 0 characters");
        LinkEvent longTag = LinkFacts.of("c", "https://example.org", "x".repeat(70_000))
                .events()
                .get(0);
        assertThatThrownBy(() -> EventRows.of(longTag)).isInstanceOf(UnreadableRecordException.class);
        LinkEvent noVersion = LinkFacts.of("c", "https://example.org").events().get(0);
        noVersion.getLink().setVersion(0);
        assertThatThrownBy(() -> EventRows.of(noVersion)).isInstanceOf(UnreadableRecordException.class);
    }
}
