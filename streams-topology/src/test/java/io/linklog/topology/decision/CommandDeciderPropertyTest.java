package io.linklog.topology.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any interleaving and repetition of commands over several partitions. */
class CommandDeciderPropertyTest {

    private static final String[] SLUGS = {"red", "green", "blue"};
    private static final String[] URLS = {"https://example.org/1", "https://example.org/2", "https://example.org/3"};
    private static final String[] KEYS = {"k1", "k2", null};

    private int ids;

    @Property(tries = 100)
    void oneWinnerASlugAndOneLinkAKeyAndOneAnswerACommand(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int partitions) {
        PartitionsModel model = new PartitionsModel(partitions);
        List<LinkCommand> sent = new ArrayList<>();
        long time = 1_000;
        for (int i = 0; i < 60; i++) {
            time += random.nextInt(3) - 1;
            LinkCommand command = sent.isEmpty() || random.nextInt(4) > 0
                    ? command(random, model)
                    : againWithNewId(sent.get(random.nextInt(sent.size())));
            sent.add(command);
            if (random.nextInt(8) == 0) {
                model.send(command, random.nextInt(partitions));
            } else {
                model.send(command);
            }
            model.codes.beEmpty(random.nextInt(20) == 0);
            for (int s = random.nextInt(4); s > 0; s--) {
                model.step(random, time);
            }
        }
        model.codes.beEmpty(false);
        model.settle(random, time + 1);

        everyCommandHasOneAnswer(model, sent);
        everyCodeIsGivenOnceAndItsHistoryHasNoGap(model);
        sameRequestUnderAKeyHasOneAnswer(model, sent);
    }

    private void everyCommandHasOneAnswer(PartitionsModel model, List<LinkCommand> sent) {
        for (LinkCommand command : sent) {
            assertThat(model.outcomes.get(command.getCommandId()))
                    .as("answers to %s", command)
                    .hasSize(1);
        }
    }

    private void everyCodeIsGivenOnceAndItsHistoryHasNoGap(PartitionsModel model) {
        Map<String, LinkEvent> latest = new HashMap<>();
        for (LinkEvent event : model.events) {
            LinkEvent before = latest.put(event.getLink().getCode(), event);
            assertThat(event.getChange() instanceof LinkCreated).isEqualTo(before == null);
            if (before != null) {
                assertThat(event.getLink().getVersion())
                        .isEqualTo(before.getLink().getVersion() + 1);
                assertThat(event.getLink().getEditedAt())
                        .isAfter(before.getLink().getEditedAt());
            }
        }
    }

    private void sameRequestUnderAKeyHasOneAnswer(PartitionsModel model, List<LinkCommand> sent) {
        Map<List<Object>, Set<Object>> answers = new HashMap<>();
        Map<List<Object>, Set<String>> created = new HashMap<>();
        for (LinkCommand command : sent) {
            if (command.getIdempotencyKey() == null) {
                continue;
            }
            LinkOutcome outcome = model.outcomes.get(command.getCommandId()).get(0);
            if (outcome.getResult() instanceof Rejected rejected
                    && Set.of(RejectionReason.KEY_REUSED, RejectionReason.NO_CODES, RejectionReason.INVALID)
                            .contains(rejected.getReason())) {
                continue;
            }
            List<Object> request = List.of(command.getIdempotencyKey(), command.getBody());
            answers.computeIfAbsent(request, r -> new HashSet<>()).add(outcome.getResult());
            if (outcome.getResult() instanceof Accepted accepted && accepted.getOperation() == LinkOperation.CREATED) {
                created.computeIfAbsent(request, r -> new HashSet<>())
                        .add(accepted.getLink().getCode());
            }
        }
        assertThat(answers.values()).allSatisfy(results -> assertThat(results).hasSize(1));
        assertThat(created.values()).allSatisfy(codes -> assertThat(codes).hasSize(1));
    }

    private LinkCommand againWithNewId(LinkCommand command) {
        return new LinkCommand(
                "c" + ids++,
                command.getTenant(),
                command.getIdempotencyKey(),
                null,
                command.getReplyPartition(),
                0,
                command.getBody());
    }

    private LinkCommand command(Random random, PartitionsModel model) {
        LinkCommand command = Commands.of(body(random, model), pick(random, KEYS));
        command.setCommandId("c" + ids++);
        return command;
    }

    private static Object body(Random random, PartitionsModel model) {
        String code = pick(random, SLUGS);
        if (!model.events.isEmpty() && random.nextBoolean()) {
            code = model.events
                    .get(random.nextInt(model.events.size()))
                    .getLink()
                    .getCode();
        }
        return switch (random.nextInt(8)) {
            case 0 -> Commands.create(pick(random, URLS));
            case 1, 2 -> Commands.create(pick(random, URLS), null, true);
            case 3 -> Commands.create(pick(random, URLS), pick(random, SLUGS), random.nextBoolean());
            case 4 -> Commands.edit(code, LinkChanges.newBuilder().setLongUrl(pick(random, URLS)));
            case 5, 6 -> Commands.delete(code);
            default -> Commands.restore(code);
        };
    }

    private static String pick(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }
}
