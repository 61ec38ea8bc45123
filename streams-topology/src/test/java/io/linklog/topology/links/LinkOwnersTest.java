package io.linklog.topology.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.KeyRole;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.topology.decision.Commands;
import io.linklog.topology.rebuild.WholeStores;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.RebuildStep.Apply;
import io.linklog.topology.rebuild.links.StoreMarks;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key that sends a command, on its way through the records of the topology. */
class LinkOwnersTest {

    private static final String URL = "https://example.org/a";

    @TempDir
    Path stateDir;

    private LinkTopologyDriver desk;

    @BeforeEach
    void open() {
        desk = new LinkTopologyDriver(stateDir, 1);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private static LinkCommand byAnn(Object body, String idempotencyKey) {
        return Commands.sentBy("ann", KeyRole.AUTHOR, Commands.of(body, idempotencyKey));
    }

    private static LinkCommand byBen(Object body, String idempotencyKey) {
        return Commands.sentBy("ben", KeyRole.AUTHOR, Commands.of(body, idempotencyKey));
    }

    private static Object edit(String title) {
        return Commands.edit("slug", LinkChanges.newBuilder().setTitle(title));
    }

    private static Object create() {
        return Commands.create(URL, "slug", false);
    }

    @Test
    void aLinkSaysWhoMadeItAndAnEventWhoDidIt() {
        desk.accepted(byAnn(create(), null));
        desk.accepted(Commands.sentBy("eve", KeyRole.EDITOR, Commands.of(edit("by eve"))));
        desk.accepted(Commands.sentBy("ada", KeyRole.ADMIN, Commands.of(Commands.delete("slug"))));
        desk.accepted(byAnn(Commands.restore("slug"), null));
        desk.accepted(Commands.of(edit("without a key")));
        assertThat(desk.events.readValuesToList())
                .extracting(LinkEvent::getBy)
                .containsExactly("ann", "eve", "ada", "ann", null);
        assertThat(desk.links.readValuesToList())
                .extracting(Link::getCreatedBy)
                .containsOnly("ann")
                .hasSize(5);
    }

    @Test
    void anotherAuthorIsRefusedAndNothingChanges() {
        desk.accepted(byAnn(create(), null));
        desk.events.readValue();
        for (Object body : List.of(edit("by ben"), Commands.delete("slug"), Commands.restore("slug"))) {
            Rejected refused = desk.rejected(byBen(body, null));
            assertThat(refused.getReason()).isEqualTo(RejectionReason.NOT_OWNER);
            assertThat(refused.getDetail()).contains("the key ann");
        }
        assertThat(desk.events.isEmpty()).isTrue();
    }

    @Test
    void aRoleThatThisVersionDoesNotKnowChangesNoMoreThanAnAuthor() {
        desk.accepted(byAnn(create(), null));
        // what Avro reads in place of a symbol that it does not know
        LinkCommand command = Commands.sentBy("new", KeyRole.READER, Commands.of(edit("by a new role")));
        assertThat(desk.rejected(command).getReason()).isEqualTo(RejectionReason.NOT_OWNER);
    }

    @Test
    void aRefusalIsTheAnswerToEveryRepeatAndOnlyOfItsSender() {
        desk.accepted(byAnn(create(), null));
        Rejected refused = desk.rejected(byBen(edit("new"), "key"));
        assertThat(desk.accepted(byAnn(edit("new"), "key")).getOperation())
                .as("the owner under the same idempotency key")
                .isEqualTo(LinkOperation.EDITED);
        assertThat(desk.rejected(byBen(edit("new"), "key"))).isEqualTo(refused);
        assertThat(desk.rejected(byBen(edit("newer"), "key")).getReason()).isEqualTo(RejectionReason.KEY_REUSED);
    }

    @Test
    void aLinkOfAnotherAuthorIsFoundByCreatesThatLookForIt() {
        Link made = desk.accepted(byAnn(create(), null)).getLink();
        for (String slug : new String[] {"slug", null}) {
            var found = desk.accepted(byBen(Commands.create(URL, slug, true), null));
            assertThat(found.getOperation()).isEqualTo(LinkOperation.FOUND);
            assertThat(found.getLink()).isEqualTo(made);
        }
    }

    @Test
    void storesThatAreRebuiltFromTheLogStillKnowTheOwner() {
        desk.accepted(byAnn(create(), null));
        desk.accepted(Commands.sentBy("eve", KeyRole.EDITOR, Commands.of(edit("by eve"))));
        WholeStores<StoreMarks, RebuildStep> stores = LinkTopologyDriver.wholeStores(1);
        long offset = 0;
        for (TestRecord<String, LinkEvent> event : desk.events.readRecordsToList()) {
            stores.give(new Apply(0, offset++, event.value(), List.of()));
        }
        try (LinkTopologyDriver rebuilt = new LinkTopologyDriver(stateDir.resolve("rebuilt"), 1, stores)) {
            assertThat(rebuilt.rejected(byBen(edit("by ben"), null)).getReason())
                    .isEqualTo(RejectionReason.NOT_OWNER);
            assertThat(rebuilt.accepted(byAnn(edit("by ann"), null)).getLink().getCreatedBy())
                    .isEqualTo("ann");
        }
    }
}
