package io.linklog.topology.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.rules.LinkRules;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Who purges what, and that nothing brings a purged link back or gives its name away. */
class PurgeTest {

    private static final Attributes ATTRIBUTES = Edits.attributes("https://example.org/a", set -> {
        set.title = "Ann";
        set.tags = List.of("x", "y");
        set.maxVisits = 7L;
        set.redirectStatus = 301;
        set.forwardQuery = false;
        set.crawlable = true;
        set.passwordHash = "hash";
    });
    private static final Sender OWNER = new Sender("team", "ann", false);
    private static final Sender EDITOR = new Sender("team", "eve", true);
    private static final Sender ADMIN = new Sender("team", "adam", true, true);
    private static final Instant DATE = Instant.parse("2016-05-01T08:00:00Z");
    private static final Origin ORIGIN = new Origin(DATE, 120);
    private static final Sender SYSTEM = new Sender("default", "root", true, true);

    private final Links links = new Links(LinkRules.withoutHosts());
    private LinkAggregate link = new LinkAggregate("abc", "team", "ann", 3, true, 100, 300, ORIGIN, ATTRIBUTES);

    private List<Event> accept(Command command) {
        Acceptance accepted = (Acceptance) links.decide(link, command, 1_000);
        for (Event event : accepted.events()) {
            link = Links.evolve(link, event);
        }
        return accepted.events();
    }

    private Reason refusal(Command command) {
        return ((Rejection) links.decide(link, command, 1_000)).reason();
    }

    private static Command purge(Sender sender) {
        return new Command.Purge("abc", sender, null);
    }

    @Example
    void nothingIsLeftOfAPurgedLinkButNameTenantAndTimes() {
        assertThat(accept(purge(ADMIN))).containsExactly(new Event.LinkPurged(List.of("x", "y"), 1_000));
        assertThat(link)
                .isEqualTo(new LinkAggregate(
                        "abc", "team", null, 4, true, 100, 1_000, new Origin(DATE, 0), Attributes.ERASED, null, true));
    }

    @Example
    void onlyAnAdminOfTheTenantPurges() {
        assertThat(refusal(purge(OWNER))).isEqualTo(Reason.NOT_OWNER);
        assertThat(refusal(purge(EDITOR))).isEqualTo(Reason.NOT_OWNER);
        assertThat(refusal(purge(SYSTEM))).isEqualTo(Reason.NOT_FOUND);
    }

    @Example
    void aLinkThatIsNotDeletedOrIsTakenDownIsNotPurged() {
        accept(new Command.TakeDown("abc", ADMIN, "phishing", 451));
        assertThat(refusal(purge(ADMIN))).isEqualTo(Reason.TAKEN_DOWN);
        accept(new Command.Reinstate("abc", ADMIN));
        accept(new Command.Restore("abc", ADMIN, null));
        assertThat(refusal(purge(ADMIN))).isEqualTo(Reason.NOT_DELETED);
    }

    @Example
    void aPurgeOfAnEarlierVersionDoesNothing() {
        assertThat(refusal(new Command.Purge("abc", ADMIN, 2L))).isEqualTo(Reason.VERSION_MISMATCH);
        assertThat(accept(new Command.Purge("abc", ADMIN, 3L))).hasSize(1);
        assertThat(accept(new Command.Purge("abc", ADMIN, 3L))).as("a repeat").isEmpty();
    }

    @Provide
    Arbitrary<Command> commands() {
        Arbitrary<Sender> senders =
                Arbitraries.of(OWNER, EDITOR, ADMIN, SYSTEM, Sender.withoutKey("team"), Sender.withoutKey("default"));
        Changes changes = Edits.of(set -> {
            set.longUrl = "https://example.org/b";
            set.title = "Ben";
            set.tags = List.of();
        });
        return Combinators.combine(Arbitraries.integers().between(0, 6), senders)
                .as((kind, sender) -> switch (kind) {
                    case 0 -> new Command.Create("abc", null, sender, ATTRIBUTES, Origin.HERE, sender.isAdmin());
                    case 1 -> new Command.Edit("abc", sender, null, changes);
                    case 2 -> new Command.Delete("abc", sender, null);
                    case 3 -> new Command.Restore("abc", sender, null);
                    case 4 -> new Command.TakeDown("abc", sender, "phishing", 451);
                    case 5 -> new Command.Reinstate("abc", sender);
                    default -> purge(sender);
                });
    }

    @Property
    void noCommandChangesAPurgedLinkOrGetsItsName(
            @ForAll @Size(min = 1, max = 20) List<@From("commands") Command> commands) {
        accept(purge(ADMIN));
        LinkAggregate purged = link;
        for (Command command : commands) {
            Decision decision = links.decide(link, command, 2_000);
            if (command instanceof Command.Create) {
                assertThat(((Rejection) decision).reason()).isEqualTo(Reason.SLUG_TAKEN);
            } else if (decision instanceof Acceptance accepted) {
                assertThat(command).isInstanceOf(Command.Purge.class);
                assertThat(accepted.events()).as("a purge is repeated").isEmpty();
            } else if (!(command instanceof Command.Purge)) {
                assertThat(((Rejection) decision).reason()).isEqualTo(Reason.NOT_FOUND);
            }
            assertThat(link).isEqualTo(purged);
        }
        link = new LinkAggregate("abc", "team", "ann", 3, true, 100, 300, ORIGIN, ATTRIBUTES);
    }
}
