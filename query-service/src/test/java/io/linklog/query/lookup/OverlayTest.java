package io.linklog.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import org.junit.jupiter.api.Test;

class OverlayTest {

    private final Overlay overlay = new Overlay(1, 3);
    private final Link first = TestLinks.link("a", "https://example.org/1");
    private final LinkEvent second = TestLinks.edit(first, link -> {});

    @Test
    void showsTheNewestStateAndKeepsEventsUntilTheProjectorHasWrittenThem() {
        pin(0, TestLinks.create(first));
        pin(1, second);
        assertThat(overlay.newest("a").version()).isEqualTo(2);
        assertThat(overlay.events("a")).hasSize(2);

        overlay.unpin(0, 1);
        assertThat(overlay.newest("a").version()).isEqualTo(2);
        assertThat(overlay.events("a")).containsExactly(second);
        overlay.unpin(0, 2);
        assertThat(overlay.newest("a")).isNull();
        assertThat(overlay.events("a")).isEmpty();
        assertThat(overlay.size()).isZero();
    }

    @Test
    void eventsThatAreAlreadyWrittenAreNotPinned() {
        overlay.unpin(0, 1);
        pin(0, TestLinks.create(first));
        assertThat(overlay.newest("a")).isNull();
    }

    @Test
    void aFullPartitionDropsItsOldestEventAndIsIncompleteUntilTheProjectorPassesIt() {
        for (int i = 0; i < 5; i++) {
            pin(i, TestLinks.create(TestLinks.link("code" + i, "https://example.org/")));
        }
        assertThat(overlay.size()).isEqualTo(3);
        assertThat(overlay.newest("code1")).isNull();
        assertThat(overlay.newest("code2")).isNotNull();
        assertThat(overlay.incomplete(0)).isTrue();
        overlay.unpin(0, 1);
        assertThat(overlay.incomplete(0)).isTrue();
        overlay.unpin(0, 2);
        assertThat(overlay.incomplete(0)).isFalse();
    }

    private void pin(long offset, LinkEvent event) {
        overlay.pin(0, offset, event, new KnownLink(event.getLink()));
    }
}
