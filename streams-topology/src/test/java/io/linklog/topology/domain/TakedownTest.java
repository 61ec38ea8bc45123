package io.linklog.topology.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.rules.LinkRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who takes links down, who ends that, and what the owner can do meanwhile: nothing. */
class TakedownTest {

    private static final Attributes ATTRIBUTES = Attributes.ofUrl("https://example.org/a");
    private static final Sender OWNER = new Sender("team", "ann", false);
    private static final Sender EDITOR = new Sender("team", "eve", true);
    private static final Sender ADMIN = new Sender("team", "adam", true, true);
    private static final Sender OTHER_ADMIN = new Sender("other", "olga", true, true);
    private static final Sender SYSTEM = new Sender("default", "root", true, true);

    private final Links links = new Links(LinkRules.withoutHosts());
    private LinkAggregate link = new LinkAggregate("abc", "team", "ann", 3, false, 100, 300, Origin.HERE, ATTRIBUTES);

    private static Command takeDown(Sender sender) {
        return new Command.TakeDown("abc", sender, "phishing", 451);
    }

    private static Command reinstate(Sender sender) {
        return new Command.Reinstate("abc", sender);
    }

    private void accept(Command command) {
        Acceptance accepted = (Acceptance) links.decide(link, command, 1_000);
        for (Event event : accepted.events()) {
            link = Links.evolve(link, event);
        }
    }

    private Reason refusal(Command command) {
        return ((Rejection) links.decide(link, command, 1_000)).reason();
    }

    @Test
    void anAdminOfTheTenantTakesALinkDownAndReinstatesIt() {
        accept(takeDown(ADMIN));
        assertThat(link.deleted()).isTrue();
        assertThat(link.version()).isEqualTo(4);
        assertThat(link.takedown()).isEqualTo(new Takedown("phishing", 451, false, false, link.editedAt()));
        accept(reinstate(ADMIN));
        assertThat(link.deleted()).isFalse();
        assertThat(link.takedown()).isNull();
        assertThat(link.attributes()).isEqualTo(ATTRIBUTES);
    }

    @Test
    void nothingThatTheOwnerOrAnAdminDoesToTheLinkEndsATakedownButReinstate() {
        accept(takeDown(ADMIN));
        LinkAggregate takenDown = link;
        Changes edit = Edits.of(set -> set.longUrl = "https://example.org/b");
        for (Sender sender : List.of(OWNER, EDITOR, ADMIN)) {
            assertThat(refusal(new Command.Edit("abc", sender, null, edit))).isEqualTo(Reason.TAKEN_DOWN);
            assertThat(refusal(new Command.Delete("abc", sender, null))).isEqualTo(Reason.TAKEN_DOWN);
            assertThat(refusal(new Command.Restore("abc", sender, null))).isEqualTo(Reason.TAKEN_DOWN);
            assertThat(refusal(new Command.Create("abc", null, sender, ATTRIBUTES, Origin.HERE, true)))
                    .isEqualTo(Reason.SLUG_TAKEN);
        }
        assertThat(link).isEqualTo(takenDown);
    }

    @Test
    void onlyAnAdminOfTheDefaultTenantEndsOrChangesItsOwnTakedown() {
        accept(takeDown(ADMIN));
        accept(takeDown(SYSTEM));
        assertThat(link.takedown()).extracting(Takedown::bySystem).isEqualTo(true);
        assertThat(refusal(reinstate(ADMIN))).isEqualTo(Reason.TAKEN_DOWN);
        assertThat(refusal(takeDown(ADMIN))).isEqualTo(Reason.TAKEN_DOWN);
        accept(reinstate(SYSTEM));
        assertThat(link.deleted()).isFalse();
    }

    @Test
    void anotherTenantsAdminFindsNoSuchLinkAndNobodyElseTakesDown() {
        for (Command command : List.of(takeDown(OTHER_ADMIN), reinstate(OTHER_ADMIN))) {
            assertThat(refusal(command)).isEqualTo(Reason.NOT_FOUND);
        }
        for (Sender sender : List.of(OWNER, EDITOR)) {
            assertThat(refusal(takeDown(sender))).isEqualTo(Reason.NOT_OWNER);
            assertThat(refusal(reinstate(sender))).isEqualTo(Reason.NOT_OWNER);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLinkIsAfterwardsWhatItWasBefore(boolean deleted) {
        if (deleted) {
            accept(new Command.Delete("abc", OWNER, null));
        }
        accept(takeDown(ADMIN));
        accept(new Command.TakeDown("abc", SYSTEM, "malware", 410));
        accept(reinstate(SYSTEM));
        assertThat(link.deleted()).isEqualTo(deleted);
    }

    @Test
    void aRepeatChangesNothing() {
        accept(reinstate(ADMIN));
        assertThat(link.version()).isEqualTo(3);
        accept(takeDown(ADMIN));
        accept(takeDown(ADMIN));
        assertThat(link.version()).isEqualTo(4);
    }
}
