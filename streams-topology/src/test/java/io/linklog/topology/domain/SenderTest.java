package io.linklog.topology.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.rules.LinkRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may change whose link. */
class SenderTest {

    private static final String TENANT = "default";
    private static final Sender OWNER = new Sender(TENANT, "ann", false);
    private static final Sender OTHER_AUTHOR = new Sender(TENANT, "ben", false);
    private static final Sender EDITOR = new Sender(TENANT, "eve", true);
    private static final Sender NO_KEY = Sender.withoutKey(TENANT);
    private static final Attributes ATTRIBUTES = Attributes.ofUrl("https://example.org/a");

    private final Links links = new Links(LinkRules.withoutHosts());

    private static LinkAggregate link(String createdBy, boolean deleted) {
        return new LinkAggregate("abc", TENANT, createdBy, 3, deleted, 100, 300, Origin.HERE, ATTRIBUTES);
    }

    /** The commands that change a link; the version is an old one where it does not fit. */
    private static List<Command> changes(Sender sender, Long version) {
        Changes edit = Edits.of(set -> set.title = "New");
        return List.of(
                new Command.Edit("abc", sender, version, edit),
                new Command.Delete("abc", sender, version),
                new Command.Restore("abc", sender, version));
    }

    private Rejection rejection(LinkAggregate state, Command command) {
        return (Rejection) links.decide(state, command, 1_000);
    }

    private void assertChanges(Sender sender, String createdBy) {
        for (Command command : changes(sender, null)) {
            boolean restore = command instanceof Command.Restore;
            assertThat(links.decide(link(createdBy, restore), command, 1_000))
                    .as("%s", command)
                    .isInstanceOf(Acceptance.class);
        }
    }

    @Test
    void anAuthorChangesOnlyLinksThatItsOwnKeyMade() {
        assertChanges(OWNER, "ann");
        for (Command command : changes(OTHER_AUTHOR, null)) {
            for (boolean deleted : new boolean[] {false, true}) {
                Rejection refused = rejection(link("ann", deleted), command);
                assertThat(refused.reason()).isEqualTo(Reason.NOT_OWNER);
                assertThat(refused.detail()).contains("the key ann").contains("editor");
            }
        }
    }

    @Test
    void anEditorAndWhoeverNeedsNoKeyChangeAllLinks() {
        for (Sender sender : List.of(EDITOR, NO_KEY)) {
            assertChanges(sender, "ann");
            assertChanges(sender, null);
        }
    }

    @Test
    void aLinkThatNoKeyMadeIsForEditors() {
        for (Command command : changes(OWNER, null)) {
            Rejection refused = rejection(link(null, false), command);
            assertThat(refused.reason()).isEqualTo(Reason.NOT_OWNER);
            assertThat(refused.detail()).contains("without a key").contains("editor");
        }
    }

    @Test
    void whoMayNotChangeALinkDoesNotLearnItsVersion() {
        for (Command command : changes(OTHER_AUTHOR, 1L)) {
            Rejection refused = rejection(link("ann", false), command);
            assertThat(refused.reason()).isEqualTo(Reason.NOT_OWNER);
            assertThat(refused.currentVersion()).isNull();
        }
    }

    @Test
    void aLinkOfAnotherTenantIsNotFoundEvenIfTheKeyHasTheSameId() {
        for (Command command : changes(new Sender("another", "ann", true), null)) {
            assertThat(rejection(link("ann", false), command).reason()).isEqualTo(Reason.NOT_FOUND);
        }
    }

    @Test
    void aLinkKeepsWhoMadeItThroughEveryChange() {
        Command create = new Command.Create("abc", 7L, OWNER, ATTRIBUTES, Origin.HERE, false);
        LinkAggregate state = evolve(null, create);
        assertThat(state.createdBy()).isEqualTo("ann");
        for (Command change : changes(EDITOR, null)) {
            long before = state.version();
            state = evolve(state, change);
            assertThat(state.version()).as("%s", change).isEqualTo(before + 1);
            assertThat(state.createdBy()).isEqualTo("ann");
        }
    }

    private LinkAggregate evolve(LinkAggregate state, Command command) {
        Acceptance accepted = (Acceptance) links.decide(state, command, 1_000);
        return Links.evolve(state, accepted.events().get(0));
    }
}
