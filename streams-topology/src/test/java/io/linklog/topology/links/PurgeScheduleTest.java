package io.linklog.topology.links;

import static io.linklog.topology.decision.Commands.create;
import static io.linklog.topology.decision.Commands.delete;
import static io.linklog.topology.decision.Commands.of;
import static io.linklog.topology.decision.Commands.on;
import static io.linklog.topology.decision.Commands.restore;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.TakedownOrder;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.rebuild.WholeStores;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.StoreMarks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which links are purged by themselves, and when. */
class PurgeScheduleTest {

    private static final Duration AFTER = Duration.ofDays(30);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String URL = "https://example.org/secret";

    @TempDir
    Path dir;

    private LinkTopologyDriver topology;

    @BeforeEach
    void open() {
        topology = open("first", LinkTopologyDriver.wholeStores(1), AFTER);
        topology.accepted(of(create(URL, "gone", true, "Ann")));
        topology.accepted(of(delete("gone")));
    }

    private LinkTopologyDriver open(String folder, WholeStores<StoreMarks, RebuildStep> stores, Duration after) {
        return new LinkTopologyDriver(dir.resolve(folder), 1, stores, after);
    }

    @AfterEach
    void close() {
        topology.close();
    }

    private static List<String> purged(LinkTopologyDriver topology) {
        return topology.purgedLinks.readKeyValuesToList().stream()
                .map(link -> link.key)
                .toList();
    }

    @Test
    void aDeletedLinkIsPurgedWhenTheTimeHasPassed() {
        topology.accepted(on("team", "go.example.org", of(create(URL, "gone", false))));
        topology.accepted(on("team", "go.example.org", of(delete("gone"))));
        topology.accepted(of(create(URL, "stays", false)));
        topology.sleep(AFTER.minus(DAY));
        assertThat(purged(topology)).isEmpty();
        topology.events.readValuesToList();

        topology.sleep(DAY.plusSeconds(1));
        assertThat(purged(topology)).containsExactlyInAnyOrder("gone", "go.example.org/gone");
        List<LinkEvent> events = topology.events.readValuesToList();
        assertThat(events).extracting(LinkEvent::getBy).containsExactly("linklog", "linklog");
        assertThat(events.toString()).doesNotContain("secret", "Ann");
        assertThat(topology.metrics.counter("linklog.links.purged", "by", "age").count())
                .isEqualTo(2);
        assertThat(topology.metrics
                        .counter("linklog.links.purged", "by", "admin")
                        .count())
                .isZero();
        topology.sleep(DAY);
        assertThat(topology.events.isEmpty()).as("once").isTrue();
    }

    @Test
    void aLinkThatWasRestoredIsNotPurged() {
        topology.sleep(AFTER.minus(DAY));
        topology.accepted(of(restore("gone")));
        topology.sleep(AFTER.multipliedBy(2));
        assertThat(purged(topology)).isEmpty();
    }

    @Test
    void aRestoreBeginsTheTimeAnew() {
        topology.sleep(DAY);
        topology.accepted(of(restore("gone")));
        topology.sleep(DAY);
        topology.accepted(of(delete("gone")));
        topology.sleep(AFTER.minus(DAY));
        assertThat(purged(topology)).as("the second deletion is no month ago").isEmpty();
        topology.sleep(DAY.plusSeconds(1));
        assertThat(purged(topology)).containsExactly("gone");
    }

    @Test
    void aLinkThatIsTakenDownStaysUntilItIsReinstatedAndTheTimeHasPassedAgain() {
        topology.accepted(of(DeleteLink.newBuilder()
                .setCode("gone")
                .setTakedown(new TakedownOrder("phishing", 451))
                .build()));
        topology.accepted(of(create(URL, "evil", false)));
        topology.accepted(of(DeleteLink.newBuilder()
                .setCode("evil")
                .setTakedown(new TakedownOrder("phishing", 451))
                .build()));
        topology.sleep(AFTER.multipliedBy(3));
        assertThat(purged(topology)).isEmpty();

        topology.accepted(of(new RestoreLink("gone", null, true)));
        topology.accepted(of(new RestoreLink("evil", null, true)));
        topology.sleep(DAY);
        assertThat(purged(topology)).isEmpty();
        topology.sleep(AFTER);
        assertThat(purged(topology)).as("its owner had deleted it").containsExactly("gone");
    }

    @Test
    void withoutTheSettingNothingIsPurged() {
        try (LinkTopologyDriver off = open("off", LinkTopologyDriver.wholeStores(1), Duration.ZERO)) {
            off.accepted(of(create(URL, "gone", false)));
            off.accepted(of(delete("gone")));
            off.sleep(AFTER.multipliedBy(100));
            assertThat(purged(off)).isEmpty();
        }
    }

    @Test
    void aRebuildFromTheLogGoesOnWhereTheLogEnds() {
        WholeStores<StoreMarks, RebuildStep> stores = LinkTopologyDriver.wholeStores(1);
        long offset = 0;
        for (LinkEvent event : topology.events.readValuesToList()) {
            stores.give(new RebuildStep.Apply(0, offset++, event, UrlChange.of(event)));
        }
        try (LinkTopologyDriver rebuilt = open("second", stores, AFTER)) {
            rebuilt.sleep(AFTER.minus(DAY));
            assertThat(purged(rebuilt)).isEmpty();
            rebuilt.sleep(DAY.plusSeconds(1));
            assertThat(purged(rebuilt)).containsExactly("gone");
        }
    }

    @Test
    void onlySomeLinksArePurgedInASecond() {
        int links = PurgeSchedule.MOST * 2 + 1;
        for (int i = 1; i < links; i++) {
            topology.accepted(of(create(URL, "gone" + i, false)));
            topology.accepted(of(delete("gone" + i)));
        }
        topology.sleep(AFTER.plusSeconds(1));
        assertThat(purged(topology)).hasSize(PurgeSchedule.MOST);
        topology.sleep(Duration.ofSeconds(1));
        assertThat(purged(topology)).hasSize(PurgeSchedule.MOST);
        topology.sleep(Duration.ofSeconds(1));
        assertThat(purged(topology)).hasSize(1);
    }
}
