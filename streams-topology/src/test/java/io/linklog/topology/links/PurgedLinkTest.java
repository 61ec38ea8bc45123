package io.linklog.topology.links;

import static io.linklog.topology.decision.Commands.create;
import static io.linklog.topology.decision.Commands.delete;
import static io.linklog.topology.decision.Commands.of;
import static io.linklog.topology.decision.Commands.restore;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.RejectionReason;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.rebuild.WholeStores;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.StoreMarks;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purged link in the topology, as decided and after a rebuild from the log. */
class PurgedLinkTest {

    private static final String URL = "https://example.org/secret";

    @TempDir
    Path dir;

    private LinkTopologyDriver topology;

    @BeforeEach
    void open() {
        topology = new LinkTopologyDriver(dir.resolve("first"), 1);
        topology.accepted(of(create(URL, "gone", true, "Ann"), "key"));
        topology.accepted(of(delete("gone")));
    }

    @AfterEach
    void close() {
        topology.close();
    }

    private static LinkCommand purge() {
        return of(DeleteLink.newBuilder().setCode("gone").setPurge(true).build());
    }

    @Test
    void theEventSaysNothingOfTheLinkAndTheStateIsATombstone() {
        assertThat(topology.accepted(purge()).getOperation()).isEqualTo(LinkOperation.DELETED);
        List<LinkEvent> events = topology.events.readValuesToList();
        assertThat(events).hasSize(3);
        assertThat(events.get(2).getLink().getPurged()).isTrue();
        assertThat(events.get(2).toString()).doesNotContain("secret", "Ann");
        List<KeyValue<String, Link>> states = topology.links.readKeyValuesToList();
        assertThat(states.get(2)).isEqualTo(KeyValue.pair("gone", null));
        assertThat(topology.purgedLinks.readKeyValuesToList())
                .containsExactly(KeyValue.pair("gone", events.get(2).getLink()));

        topology.accepted(purge());
        assertThat(topology.events.isEmpty()).as("a repeat changes nothing").isTrue();
    }

    @Test
    void aLinkThatIsNotDeletedIsNotPurged() {
        topology.accepted(of(restore("gone")));
        assertThat(topology.rejected(purge()).getReason()).isEqualTo(RejectionReason.NOT_DELETED);
    }

    @Test
    void aPurgeNamesTheLinkOfOneDomain() {
        topology.accepted(onDomain(of(create(URL, "gone", false))));
        topology.accepted(onDomain(of(delete("gone"))));
        topology.accepted(onDomain(purge()));
        assertThat(topology.purgedLinks.readKeyValuesToList())
                .extracting(link -> link.key)
                .containsExactly("go.example.org/gone");
        assertThat(topology.accepted(of(restore("gone")))
                        .getLink()
                        .getAttributes()
                        .getTitle())
                .as("the same slug on the default domain")
                .isEqualTo("Ann");
    }

    private static LinkCommand onDomain(LinkCommand command) {
        command.setDomain("go.example.org");
        return command;
    }

    @Test
    void itsNameIsGivenForEver() {
        topology.accepted(purge());
        assertNameIsGiven(topology);
    }

    @Test
    void aRebuildFromTheLogKeepsTheNameAndNothingElse() {
        topology.accepted(purge());
        WholeStores<StoreMarks, RebuildStep> stores = LinkTopologyDriver.wholeStores(1);
        long offset = 0;
        for (LinkEvent event : topology.events.readValuesToList()) {
            stores.give(new RebuildStep.Apply(0, offset++, event, UrlChange.of(event)));
        }
        try (LinkTopologyDriver rebuilt = new LinkTopologyDriver(dir.resolve("second"), 1, stores)) {
            List<KeyValue<String, Link>> states = rebuilt.links.readKeyValuesToList();
            assertThat(states.get(states.size() - 1)).isEqualTo(KeyValue.pair("gone", null));
            assertThat(rebuilt.purgedLinks.readKeyValuesToList())
                    .as("a lost topic of purged links is written again")
                    .extracting(link -> link.key)
                    .containsExactly("gone");
            assertNameIsGiven(rebuilt);
        }
    }

    private static void assertNameIsGiven(LinkTopologyDriver topology) {
        assertThat(topology.rejected(of(create(URL, "gone", true))).getReason()).isEqualTo(RejectionReason.SLUG_TAKEN);
        assertThat(topology.rejected(of(restore("gone"))).getReason()).isEqualTo(RejectionReason.NOT_FOUND);
        assertThat(topology.accepted(of(create(URL, null, true))).getOperation())
                .as("findIfExists finds it no more")
                .isEqualTo(LinkOperation.CREATED);
    }

    @Test
    void aRepeatUnderAnIdempotencyKeyShowsItNoMore() {
        assertThat(topology.accepted(of(create(URL, "gone", true, "Ann"), "key"))
                        .getLink()
                        .getAttributes()
                        .getLongUrl())
                .isEqualTo(URL);
        topology.accepted(purge());
        assertThat(topology.rejected(of(create(URL, "gone", true, "Ann"), "key"))
                        .getReason())
                .isEqualTo(RejectionReason.GONE);
    }
}
