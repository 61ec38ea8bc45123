package io.linklog.topology.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.rules.LinkRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Any commands in any order against a model of five lines: tenant, owner, target, version, deleted. */
class LinksPropertyTest {

    private final Links links = new Links(LinkRules.withoutHosts());

    record Step(Command command, String code, long time) {}

    private static final class Model {
        String tenant;
        String createdBy;
        String longUrl;
        String title;
        long version;
        boolean deleted;
    }

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<String> codes = Arbitraries.of("one", "two");
        Arbitrary<Sender> senders = Arbitraries.of(
                Sender.withoutKey("default"),
                new Sender("default", "ann", false),
                new Sender("default", "ben", false),
                new Sender("default", "eve", true),
                new Sender("other", "oto", true));
        Arbitrary<String> urls = Arbitraries.of("https://example.org/1", "https://example.org/2");
        Arbitrary<Long> versions = Arbitraries.longs().between(1, 4).injectNull(0.6);
        Arbitrary<Long> times = Arbitraries.longs().between(0, 50);
        Arbitrary<String> titles = Arbitraries.of("a", "b");
        return Combinators.combine(Arbitraries.integers().between(0, 3), codes, senders, urls, versions, titles, times)
                .as((kind, code, sender, url, version, title, time) ->
                        new Step(command(kind, code, sender, url, version, title), code, time));
    }

    private static Command command(int kind, String code, Sender sender, String url, Long version, String title) {
        return switch (kind) {
            case 0 -> new Command.Create(code, null, sender, Attributes.ofUrl(url), Origin.HERE, version == null);
            case 1 ->
                new Command.Edit(code, sender, version, Edits.of(set -> {
                    set.longUrl = url;
                    set.title = title;
                }));
            case 2 -> new Command.Delete(code, sender, version);
            default -> new Command.Restore(code, sender, version);
        };
    }

    @Property
    void anyHistoryIsThatOfTheModel(@ForAll @Size(max = 40) List<@net.jqwik.api.From("steps") Step> steps) {
        Map<String, LinkAggregate> states = new HashMap<>();
        Map<String, LinkAggregate> folded = new HashMap<>();
        Map<String, Model> models = new HashMap<>();
        for (Step step : steps) {
            LinkAggregate before = states.get(step.code);
            Decision decision = links.decide(before, step.command, step.time);
            boolean expected = apply(models, step);
            assertThat(decision instanceof Acceptance)
                    .as("%s on %s", step, before)
                    .isEqualTo(expected);
            if (decision instanceof Acceptance accepted) {
                for (Event event : accepted.events()) {
                    LinkAggregate after = Links.evolve(states.get(step.code), event);
                    if (before != null) {
                        assertThat(after.version()).isEqualTo(before.version() + 1);
                        assertThat(after.editedAt()).isGreaterThan(before.editedAt());
                        assertThat(after.tenant()).as("one winner a slug").isEqualTo(before.tenant());
                        assertThat(after.createdAt()).isEqualTo(before.createdAt());
                    }
                    assertThat(after.editedAt()).isEqualTo(event.at()).isGreaterThanOrEqualTo(step.time);
                    states.put(step.code, after);
                    folded.merge(step.code, after, (old, now) -> Links.evolve(old, event));
                }
            }
            assertThat(folded).as("folding the events gives the snapshots").isEqualTo(states);
            LinkAggregate after = states.get(step.code);
            Model model = models.get(step.code);
            if (model != null) {
                assertThat(after.version()).isEqualTo(model.version);
                assertThat(after.deleted()).isEqualTo(model.deleted);
                assertThat(after.createdBy()).isEqualTo(model.createdBy);
                assertThat(after.attributes().longUrl()).isEqualTo(model.longUrl);
                assertThat(after.attributes().title()).isEqualTo(model.title);
            }
        }
    }

    /** True when the model accepts. */
    private static boolean apply(Map<String, Model> models, Step step) {
        Model model = models.get(step.code);
        if (step.command instanceof Command.Create create) {
            if (model == null) {
                Model made = new Model();
                made.tenant = create.sender().tenant();
                made.createdBy = create.sender().keyId();
                made.longUrl = create.attributes().longUrl();
                made.version = 1;
                models.put(step.code, made);
                return true;
            }
            return create.findIfExists()
                    && !model.deleted
                    && model.tenant.equals(create.sender().tenant())
                    && model.longUrl.equals(create.attributes().longUrl());
        }
        Sender sender;
        Long expected;
        if (step.command instanceof Command.Edit edit) {
            sender = edit.sender();
            expected = edit.expectedVersion();
        } else if (step.command instanceof Command.Delete delete) {
            sender = delete.sender();
            expected = delete.expectedVersion();
        } else {
            sender = ((Command.Restore) step.command).sender();
            expected = ((Command.Restore) step.command).expectedVersion();
        }
        if (model == null
                || !model.tenant.equals(sender.tenant())
                || (!sender.changesAll() && !sender.keyId().equals(model.createdBy))
                || (expected != null && expected != model.version)) {
            return false;
        }
        if (step.command instanceof Command.Restore) {
            model.version += model.deleted ? 1 : 0;
            model.deleted = false;
            return true;
        }
        if (model.deleted) {
            return false;
        }
        if (step.command instanceof Command.Delete) {
            model.deleted = true;
            model.version++;
            return true;
        }
        Changes changes = ((Command.Edit) step.command).changes();
        if (!changes.longUrl().equals(model.longUrl) || !changes.title().equals(model.title)) {
            model.longUrl = changes.longUrl();
            model.title = changes.title();
            model.version++;
        }
        return true;
    }
}
