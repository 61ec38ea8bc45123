package io.linklog.topology.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.targets.HostPattern;
import io.linklog.schemas.targets.HostSet;
import io.linklog.schemas.targets.OwnHosts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinksTest {

    private static final String TENANT = "default";
    private static final Sender OWNER = Sender.withoutKey(TENANT);
    private static final Sender ANOTHER = Sender.withoutKey("another");

    private final Links links =
            new Links(new LinkRules(LongUrls.where(new OwnHosts(Set.of("sho.rt"), Set.of(), host -> false))));
    private final Attributes attributes = attributes("https://example.org/a");
    private final LinkAggregate active =
            new LinkAggregate("abc", TENANT, null, 3, false, 100, 300, Origin.HERE, attributes);
    private final LinkAggregate deleted =
            new LinkAggregate("abc", TENANT, null, 4, true, 100, 400, Origin.HERE, attributes);

    private static Attributes attributes(String longUrl) {
        return Edits.attributes(longUrl, set -> {
            set.title = "Title";
            set.tags = List.of("a", "b");
        });
    }

    private static Changes set(String longUrl, String title, List<String> tags, String... clear) {
        return Edits.of(
                set -> {
                    set.longUrl = longUrl;
                    set.title = title;
                    set.tags = tags;
                },
                clear);
    }

    private Reason rejection(LinkAggregate state, Command command) {
        return ((Rejection) links.decide(state, command, 1_000)).reason();
    }

    private List<Event> events(LinkAggregate state, Command command) {
        return ((Acceptance) links.decide(state, command, 1_000)).events();
    }

    @Test
    void createOfAFreeCodeGivesItForEver() {
        List<Event> events = events(null, new Command.Create("abc", 7L, OWNER, attributes, Origin.HERE, false));
        assertThat(events).containsExactly(new Event.LinkCreated("abc", 7L, OWNER, attributes, Origin.HERE, 1_000));
        assertThat(Links.evolve(null, events.get(0)))
                .isEqualTo(new LinkAggregate("abc", TENANT, null, 1, false, 1_000, 1_000, Origin.HERE, attributes));
    }

    @Test
    void anImportedLinkKeepsItsOriginThroughEveryChange() {
        Origin origin = new Origin(Instant.parse("2016-05-01T08:00:00Z"), 120);
        Command create = new Command.Create("abc", null, OWNER, attributes, origin, false);
        LinkAggregate link = Links.evolve(null, events(null, create).get(0));
        assertThat(link.createdAt()).as("the time of the log").isEqualTo(1_000);
        for (Command change : List.of(
                new Command.Edit("abc", OWNER, null, set(null, "Other", null)),
                new Command.Delete("abc", OWNER, null),
                new Command.Restore("abc", OWNER, null))) {
            link = Links.evolve(link, events(link, change).get(0));
            assertThat(link.origin()).isEqualTo(origin);
        }
        Origin another = new Origin(null, 7);
        assertThat(events(link, new Command.Create("abc", null, OWNER, link.attributes(), another, true)))
                .as("a link that is found keeps its own")
                .isEmpty();
    }

    @Test
    void codeOfADeletedLinkStaysTaken() {
        Command create = new Command.Create("abc", null, OWNER, attributes, Origin.HERE, true);
        assertThat(rejection(deleted, create)).isEqualTo(Reason.SLUG_TAKEN);
    }

    @Test
    void findIfExistsIsContentWithASlugThatAlreadyPointsThere() {
        assertThat(events(active, new Command.Create("abc", null, OWNER, attributes, Origin.HERE, true)))
                .isEmpty();
        assertThat(rejection(active, new Command.Create("abc", null, OWNER, attributes, Origin.HERE, false)))
                .isEqualTo(Reason.SLUG_TAKEN);
        assertThat(rejection(
                        active,
                        new Command.Create("abc", null, OWNER, attributes("https://example.org/b"), Origin.HERE, true)))
                .isEqualTo(Reason.SLUG_TAKEN);
        assertThat(rejection(active, new Command.Create("abc", null, ANOTHER, attributes, Origin.HERE, true)))
                .isEqualTo(Reason.SLUG_TAKEN);
    }

    @Test
    void aLimitThatCameLaterLocksNoLink() {
        Links shorter = new Links(new LinkRules(new LongUrls(10, target -> Optional.empty())));
        assertThat(shorter.decide(active, new Command.Edit("abc", OWNER, null, set(null, "New", null)), 1_000))
                .isInstanceOf(Acceptance.class);
        assertThat(shorter.decide(deleted, new Command.Restore("abc", OWNER, null), 1_000))
                .isInstanceOf(Acceptance.class);
        Changes another = set("https://example.org/b", null, null);
        assertThat(shorter.decide(active, new Command.Edit("abc", OWNER, null, another), 1_000))
                .isInstanceOf(Rejection.class);
    }

    @Test
    void aLinkThatLeadsToAHostThatWasBlockedSinceIsNotRestored() {
        Links strict = new Links(new LinkRules(
                LongUrls.ofAnyHost(),
                new HostSet(List.of(HostPattern.parse(".evil.example"), HostPattern.parse("bad.example")))));
        RedirectRule rule = new RedirectRule("https://bad.example/", List.of());
        for (Attributes blocked : List.of(
                with("https://www.evil.example/", List.of(), null),
                with("https://example.org/", List.of(rule), null),
                with("https://example.org/", List.of(), "https://evil.example/picture"))) {
            LinkAggregate link = new LinkAggregate("abc", TENANT, null, 4, true, 100, 400, Origin.HERE, blocked);
            Rejection refused = (Rejection) strict.decide(link, new Command.Restore("abc", OWNER, null), 1_000);
            assertThat(refused.reason()).isEqualTo(Reason.INVALID);
            assertThat(refused.detail()).contains("must have another host");
            LinkAggregate works = new LinkAggregate("abc", TENANT, null, 3, false, 100, 300, Origin.HERE, blocked);
            assertThat(strict.decide(works, new Command.Restore("abc", OWNER, null), 1_000))
                    .as("nothing to restore")
                    .isEqualTo(Acceptance.NOTHING_TO_DO);
        }
        assertThat(strict.decide(deleted, new Command.Restore("abc", OWNER, null), 1_000))
                .isInstanceOf(Acceptance.class);
    }

    private static Attributes with(String longUrl, List<RedirectRule> rules, String imageUrl) {
        return Edits.attributes(longUrl, set -> {
            set.redirectRules = rules;
            set.imageUrl = imageUrl;
        });
    }

    @Test
    void editNamesWhatChanged() {
        Command edit =
                new Command.Edit("abc", OWNER, 3L, set("https://example.org/b", null, List.of("b", "c"), "title"));
        Event.LinkEdited event = (Event.LinkEdited) events(active, edit).get(0);
        assertThat(event.fields()).containsExactly("longUrl", "title", "tags");
        assertThat(event.removedTags()).containsExactly("a");
        assertThat(event.previousLongUrl()).isEqualTo("https://example.org/a");
        LinkAggregate after = Links.evolve(active, event);
        assertThat(after.version()).isEqualTo(4);
        assertThat(after.attributes().title()).isNull();
        assertThat(after.createdAt()).isEqualTo(100);
    }

    @Test
    void editSetsAllRedirectRulesAndRemovesThemByAnEmptyList() {
        List<RedirectRule> rules = List.of(new RedirectRule(
                "https://example.org/ios", List.of(new RedirectRule.Condition("device", null, "ios"))));
        Event.LinkEdited event = (Event.LinkEdited)
                events(active, new Command.Edit("abc", OWNER, 3L, rules(rules))).get(0);
        assertThat(event.fields()).containsExactly("redirectRules");
        LinkAggregate after = Links.evolve(active, event);
        assertThat(after.attributes().redirectRules()).isEqualTo(rules);
        assertThat(events(after, new Command.Edit("abc", OWNER, null, rules(rules))))
                .isEmpty();
        event = (Event.LinkEdited) events(after, new Command.Edit("abc", OWNER, null, rules(List.of())))
                .get(0);
        assertThat(Links.evolve(after, event).attributes().redirectRules()).isEmpty();
    }

    private static Changes rules(List<RedirectRule> rules) {
        return Edits.of(set -> set.redirectRules = rules);
    }

    @Test
    void aPasswordIsKeptByAnEditThatDoesNotNameItAndRemovedWhenCleared() {
        Changes password = Edits.of(set -> set.passwordHash = "hash");
        var event = (Event.LinkEdited)
                events(active, new Command.Edit("abc", OWNER, null, password)).get(0);
        assertThat(event.fields()).containsExactly("password");
        LinkAggregate after = Links.evolve(active, event);
        assertThat(set(null, "New", null).applyTo(after.attributes()).passwordHash())
                .isEqualTo("hash");
        assertThat(set(null, null, null, "password").applyTo(after.attributes()).passwordHash())
                .isNull();
    }

    @Test
    void editThatChangesNothingIsAcceptedWithoutEvent() {
        assertThat(events(active, new Command.Edit("abc", OWNER, 3L, set(null, "Title", null))))
                .isEmpty();
    }

    @Test
    void editIsJudgedByWhatTheLinkWouldBe() {
        Instant since = Instant.parse("2030-01-01T00:00:00Z");
        LinkAggregate bounded = new LinkAggregate(
                "abc",
                TENANT,
                null,
                1,
                false,
                1,
                1,
                Origin.HERE,
                Edits.attributes("https://example.org", set -> set.validSince = since));
        Command edit = new Command.Edit("abc", OWNER, null, Edits.of(set -> set.validUntil = since));
        assertThat(rejection(bounded, edit)).isEqualTo(Reason.INVALID);
    }

    @Test
    void otherVersionIsToldWithTheOneTheLinkHas() {
        for (Command command : List.of(
                new Command.Edit("abc", OWNER, 2L, set(null, "New", null)),
                new Command.Delete("abc", OWNER, 2L),
                new Command.Restore("abc", OWNER, 2L))) {
            Rejection rejected = (Rejection) links.decide(active, command, 1_000);
            assertThat(rejected.reason()).isEqualTo(Reason.VERSION_MISMATCH);
            assertThat(rejected.currentVersion()).isEqualTo(3);
        }
    }

    @Test
    void deletedLinkIsGoneUntilItIsRestored() {
        assertThat(rejection(deleted, new Command.Edit("abc", OWNER, null, set(null, "New", null))))
                .isEqualTo(Reason.GONE);
        assertThat(rejection(deleted, new Command.Delete("abc", OWNER, null))).isEqualTo(Reason.GONE);
        Event restored =
                events(deleted, new Command.Restore("abc", OWNER, null)).get(0);
        assertThat(Links.evolve(deleted, restored).deleted()).isFalse();
    }

    @Test
    void restoreOfAnActiveLinkIsAcceptedWithoutEvent() {
        assertThat(events(active, new Command.Restore("abc", OWNER, null))).isEmpty();
    }

    @Test
    void linkOfAnotherTenantIsAnsweredLikeNone() {
        for (LinkAggregate state : new LinkAggregate[] {null, active}) {
            assertThat(rejection(state, new Command.Edit("abc", ANOTHER, null, set(null, "New", null))))
                    .isEqualTo(Reason.NOT_FOUND);
            assertThat(rejection(state, new Command.Delete("abc", ANOTHER, null)))
                    .isEqualTo(Reason.NOT_FOUND);
            assertThat(rejection(state, new Command.Restore("abc", ANOTHER, null)))
                    .isEqualTo(Reason.NOT_FOUND);
        }
    }

    @Test
    void eventsOfOneCodeNeverGoBackInTime() {
        Event event = ((Acceptance) links.decide(active, new Command.Delete("abc", OWNER, null), 5))
                .events()
                .get(0);
        assertThat(event.at()).isEqualTo(301);
    }
}
