package io.linklog.topology.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.names.LinkName;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A create with findIfExists finds a link that redirects now and has what the request sets, whenever there is one. The
 * test has its own rule of what that is.
 */
class FindIfExistsPropertyTest {

    private static final long NOW = 1_900_000_000_000L;
    private static final long DAY = 86_400_000L;
    private static final String[] TENANTS = {"default", "blue"};
    private static final String[] DOMAINS = {null, "go.example.org"};
    private static final String URL = "https://example.org/1";
    private static final String OTHER_URL = "https://example.org/2";
    private static final Long[] TIMES = {null, null, NOW - 2 * DAY, NOW - 1, NOW, NOW + 1, NOW + DAY};
    private static final String[] TITLES = {null, null, "a", "b"};
    private static final List<List<String>> TAGS =
            List.of(List.of(), List.of("x"), List.of("x", "y"), List.of("y", "x"));

    @Property(tries = 300)
    void aHitIsFoundWheneverThereIsOneAndOnlyAHitIsFound(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int partitions) {
        PartitionsModel model = new PartitionsModel(partitions);
        for (int i = 0; i < 60; i++) {
            if (random.nextInt(3) > 0) {
                model.send(change(random, model));
            } else {
                askAndCheck(model, random);
            }
            model.settle(random, NOW);
        }
    }

    @Property(tries = 300)
    void ownersAreAskedInTurnWhereTheIndexKnowsNothing(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int partitions) {
        PartitionsModel model = new PartitionsModel(partitions);
        for (int i = 0; i < 4; i++) {
            model.send(anywhere(random, new CreateLink(null, false, attributes(random), null, null)));
        }
        model.settle(random, NOW);
        model.forgetDigests();
        askAndCheck(model, random);
        askAndCheck(model, random);
    }

    @Property(tries = 100)
    void anAnswerIsTrueHoweverFarTheIndexIsBehind(
            @ForAll Random random, @ForAll @IntRange(min = 2, max = 4) int partitions) {
        PartitionsModel model = new PartitionsModel(partitions);
        Map<String, LinkCommand> asked = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            LinkCommand command = random.nextBoolean() ? change(random, model) : find(random);
            model.send(command);
            if (command.getBody() instanceof CreateLink create && create.getFindIfExists()) {
                asked.put(command.getCommandId(), command);
            }
            for (int s = random.nextInt(4); s > 0; s--) {
                model.step(random, NOW);
            }
        }
        model.settle(random, NOW);
        asked.forEach((id, find) -> {
            Accepted answer = onlyAnswer(model, id);
            if (answer.getOperation() == LinkOperation.FOUND) {
                assertThat(answer.getLink()).matches(link -> isHit(link, find), "is a hit of " + find);
            }
        });
    }

    private static void askAndCheck(PartitionsModel model, Random random) {
        Map<String, Link> before = links(model);
        LinkCommand command = find(random);
        model.send(command);
        model.settle(random, NOW);
        Accepted answer = onlyAnswer(model, command.getCommandId());
        boolean hasHit = before.values().stream().anyMatch(link -> isHit(link, command));
        assertThat(answer.getOperation())
                .as("answer to %s with %s", command, before.values())
                .isEqualTo(hasHit ? LinkOperation.FOUND : LinkOperation.CREATED);
        if (hasHit) {
            assertThat(before).containsEntry(LinkName.text(answer.getLink()), answer.getLink());
            assertThat(isHit(answer.getLink(), command)).isTrue();
        }
    }

    private static Map<String, Link> links(PartitionsModel model) {
        Map<String, Link> links = new HashMap<>();
        for (LinkEvent event : model.events) {
            links.put(LinkName.text(event.getLink()), event.getLink());
        }
        return links;
    }

    private static Accepted onlyAnswer(PartitionsModel model, String commandId) {
        List<LinkOutcome> outcomes = model.outcomes.get(commandId);
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.get(0).getResult()).isInstanceOf(Accepted.class);
        return (Accepted) outcomes.get(0).getResult();
    }

    private static boolean isHit(Link link, LinkCommand find) {
        LinkAttributes has = link.getAttributes();
        LinkAttributes wants = ((CreateLink) find.getBody()).getAttributes();
        return link.getTenant().equals(find.getTenant())
                && Objects.equals(link.getDomain(), find.getDomain())
                && link.getState() == LinkState.ACTIVE
                && has.getLongUrl().equals(wants.getLongUrl())
                && has.getMaxVisits() == null
                && wants.getMaxVisits() == null
                && has.getPasswordHash() == null
                && wants.getPasswordHash() == null
                && (has.getValidSince() == null || has.getValidSince().toEpochMilli() <= NOW)
                && (has.getValidUntil() == null || has.getValidUntil().toEpochMilli() > NOW)
                && (wants.getValidSince() == null || wants.getValidSince().equals(has.getValidSince()))
                && (wants.getValidUntil() == null || wants.getValidUntil().equals(has.getValidUntil()))
                && (wants.getTitle() == null || wants.getTitle().equals(has.getTitle()))
                && (wants.getDescription() == null || wants.getDescription().equals(has.getDescription()))
                && (wants.getImageUrl() == null || wants.getImageUrl().equals(has.getImageUrl()))
                && (wants.getTags().isEmpty() || new HashSet<>(wants.getTags()).equals(new HashSet<>(has.getTags())))
                && (wants.getRedirectStatus() == 302 || wants.getRedirectStatus() == has.getRedirectStatus())
                && (wants.getForwardQuery() || !has.getForwardQuery())
                && (!wants.getCrawlable() || has.getCrawlable());
    }

    private static LinkCommand find(Random random) {
        // half of the requests set nothing
        LinkAttributes attributes = random.nextBoolean() ? Commands.create(URL).getAttributes() : attributes(random);
        return anywhere(random, new CreateLink(null, true, attributes, null, null));
    }

    private static LinkCommand change(Random random, PartitionsModel model) {
        if (model.events.isEmpty() || random.nextInt(3) == 0) {
            return anywhere(random, new CreateLink(null, false, attributes(random), null, null));
        }
        Link link = model.events.get(random.nextInt(model.events.size())).getLink();
        String code = link.getCode();
        LinkCommand command =
                switch (random.nextInt(6)) {
                    case 0 ->
                        Commands.of(Commands.edit(code, LinkChanges.newBuilder().setLongUrl(url(random))));
                    case 1 ->
                        Commands.of(Commands.edit(code, LinkChanges.newBuilder().setTitle("b")));
                    case 2 ->
                        Commands.of(Commands.edit(code, LinkChanges.newBuilder().setMaxVisits(3L)));
                    case 3 ->
                        Commands.of(Commands.edit(
                                code,
                                LinkChanges.newBuilder()
                                        .setValidUntil(Instant.ofEpochMilli(NOW + random.nextInt(3) - 1))));
                    case 4 -> Commands.of(Commands.restore(code));
                    default -> Commands.of(Commands.delete(code));
                };
        return Commands.on(link.getTenant(), link.getDomain(), command);
    }

    private static LinkCommand anywhere(Random random, CreateLink create) {
        return Commands.on(
                TENANTS[random.nextInt(TENANTS.length)], DOMAINS[random.nextInt(DOMAINS.length)], Commands.of(create));
    }

    private static final String PASSWORD = "$argon2id$v=19$m=7168,t=5,p=1$" + "A".repeat(22) + "$" + "B".repeat(43);

    private static LinkAttributes attributes(Random random) {
        Instant since = time(random);
        Instant until = time(random);
        return LinkAttributes.newBuilder()
                .setRedirectRules(List.of())
                .setPasswordHash(random.nextInt(6) == 0 ? PASSWORD : null)
                .setLongUrl(url(random))
                .setTitle(TITLES[random.nextInt(TITLES.length)])
                .setDescription(random.nextInt(4) == 0 ? "About" : null)
                .setImageUrl(random.nextInt(4) == 0 ? "https://example.org/a.png" : null)
                .setTags(TAGS.get(random.nextInt(TAGS.size())))
                .setValidSince(since)
                .setValidUntil(since != null && until != null && !since.isBefore(until) ? null : until)
                .setMaxVisits(random.nextInt(4) == 0 ? 5L : null)
                .setRedirectStatus(random.nextInt(3) == 0 ? 301 : 302)
                .setForwardQuery(random.nextInt(3) > 0)
                .setCrawlable(random.nextInt(3) == 0)
                .build();
    }

    private static String url(Random random) {
        return random.nextInt(4) == 0 ? OTHER_URL : URL;
    }

    private static Instant time(Random random) {
        Long millis = TIMES[random.nextInt(TIMES.length)];
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
