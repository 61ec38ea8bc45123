package io.linklog.topology.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.KeyRole;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.SenderKey;
import io.linklog.schemas.names.LinkName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any interleaving and repetition of commands over several partitions. */
class CommandDeciderPropertyTest {

    private static final String[] SLUGS = {"red", "green", "blue"};
    private static final String[] URLS = {"https://example.org/1", "https://example.org/2", "https://example.org/3"};
    private static final String[] TITLES = {"a", "b"};
    private static final String[] KEYS = {"k1", "k2", null};
    private static final SenderKey[] SENDERS = {
        new SenderKey("ann", KeyRole.AUTHOR), new SenderKey("ben", KeyRole.AUTHOR), new SenderKey("eve", KeyRole.EDITOR)
    };

    private static final String[] ONE_TENANT = {"default"};
    private static final String[] ONE_DOMAIN = {null};
    private static final String[] TENANTS = {"default", "blue"};
    private static final String[] DOMAINS = {null, "go.example.org"};

    private int ids;
    private String[] tenants = ONE_TENANT;
    private String[] domains = ONE_DOMAIN;

    @Property(tries = 100)
    void oneWinnerASlugAndOneLinkAKeyAndOneAnswerACommand(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int partitions) {
        drive(random, partitions);
    }

    @Property(tries = 200)
    void aSlugOnTwoDomainsIsTwoLinksAndTenantsDoNotKnowOfEachOther(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int partitions) {
        tenants = TENANTS;
        domains = DOMAINS;
        drive(random, partitions);
    }

    private void drive(Random random, int partitions) {
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
        everyNameIsGivenOnceAndItsHistoryHasNoGap(model);
        eachAnswerIsOfTheDomainAndTheTenantThatAsk(model, sent);
        aKeyStandsForOneRequestOfWhatItNames(model, sent);
    }

    private void everyCommandHasOneAnswer(PartitionsModel model, List<LinkCommand> sent) {
        for (LinkCommand command : sent) {
            assertThat(model.outcomes.get(command.getCommandId()))
                    .as("answers to %s", command)
                    .hasSize(1);
        }
    }

    private void everyNameIsGivenOnceAndItsHistoryHasNoGap(PartitionsModel model) {
        Map<String, LinkEvent> latest = new HashMap<>();
        for (LinkEvent event : model.events) {
            LinkEvent before = latest.put(LinkName.text(event.getLink()), event);
            assertThat(event.getChange() instanceof LinkCreated).isEqualTo(before == null);
            if (before == null) {
                assertThat(event.getLink().getCreatedBy()).isEqualTo(event.getBy());
            } else {
                assertThat(event.getLink().getCreatedBy())
                        .isEqualTo(before.getLink().getCreatedBy());
                if (event.getBy() != null && !event.getBy().equals("eve")) {
                    assertThat(event.getLink().getCreatedBy())
                            .as("an author changes only its own")
                            .isEqualTo(event.getBy());
                }
                assertThat(event.getLink().getVersion())
                        .isEqualTo(before.getLink().getVersion() + 1);
                assertThat(event.getLink().getEditedAt())
                        .isAfter(before.getLink().getEditedAt());
            }
        }
    }

    private void eachAnswerIsOfTheDomainAndTheTenantThatAsk(PartitionsModel model, List<LinkCommand> sent) {
        Set<String> created = new HashSet<>();
        model.events.forEach(event -> created.add(LinkName.text(event.getLink())));
        for (LinkCommand command : sent) {
            Object result = model.outcomes.get(command.getCommandId()).get(0).getResult();
            if (result instanceof Accepted accepted) {
                assertThat(accepted.getLink().getDomain()).isEqualTo(command.getDomain());
                assertThat(accepted.getLink().getTenant()).isEqualTo(command.getTenant());
            } else if (((Rejected) result).getReason() == RejectionReason.SLUG_TAKEN) {
                String slug = ((CreateLink) command.getBody()).getCustomSlug();
                assertThat(created).as("taken on its own domain").contains(LinkName.text(command.getDomain(), slug));
            }
        }
    }

    /**
     * Of all commands of one sender under one key, those that name the same thing are one request or refused; those
     * that name different things do not know of each other. What a command names is what {@link #named} says.
     */
    private void aKeyStandsForOneRequestOfWhatItNames(PartitionsModel model, List<LinkCommand> sent) {
        Map<List<Object>, List<LinkCommand>> groups = new HashMap<>();
        for (LinkCommand command : sent) {
            if (command.getIdempotencyKey() != null) {
                groups.computeIfAbsent(
                                List.of(
                                        command.getIdempotencyKey(),
                                        command.getTenant(),
                                        Optional.ofNullable(command.getSenderKey()),
                                        named(command)),
                                k -> new ArrayList<>())
                        .add(command);
            }
        }
        groups.forEach((named, commands) -> {
            Set<Object> bodies = new HashSet<>();
            Set<Object> answers = new HashSet<>();
            boolean refused = false;
            for (LinkCommand command : commands) {
                Object result =
                        model.outcomes.get(command.getCommandId()).get(0).getResult();
                RejectionReason reason = result instanceof Rejected rejected ? rejected.getReason() : null;
                if (reason == RejectionReason.KEY_REUSED) {
                    refused = true;
                } else if (reason != RejectionReason.NO_CODES && reason != RejectionReason.INVALID) {
                    bodies.add(request(command));
                    answers.add(result);
                }
            }
            assertThat(bodies).as("requests that were decided under %s", named).hasSizeLessThanOrEqualTo(1);
            assertThat(answers).as("answers under %s", named).hasSizeLessThanOrEqualTo(1);
            boolean oneRequest = commands.stream()
                            .map(CommandDeciderPropertyTest::request)
                            .distinct()
                            .count()
                    == 1;
            assertThat(refused && oneRequest)
                    .as("refused, although %s named only one request", named)
                    .isFalse();
        });
    }

    /** Two commands under one key are refused, if they differ, exactly where this is equal. */
    private static List<Object> named(LinkCommand command) {
        Object body = command.getBody();
        Optional<String> domain = Optional.ofNullable(command.getDomain());
        if (body instanceof CreateLink create) {
            if (create.getCustomSlug() != null) {
                return List.of(domain, "create", "slug", create.getCustomSlug());
            }
            return create.getFindIfExists()
                    ? List.of(domain, "create", "find", create.getAttributes().getLongUrl())
                    : List.of("create");
        }
        if (body instanceof EditLink edit) {
            return List.of(domain, "edit", edit.getCode());
        }
        return body instanceof DeleteLink delete
                ? List.of(domain, "delete", delete.getCode())
                : List.of(domain, "restore", ((RestoreLink) body).getCode());
    }

    private static Object request(LinkCommand command) {
        return List.of(Optional.ofNullable(command.getDomain()), command.getBody());
    }

    private LinkCommand againWithNewId(LinkCommand command) {
        return new LinkCommand(
                "c" + ids++,
                command.getTenant(),
                command.getIdempotencyKey(),
                null,
                command.getReplyPartition(),
                0,
                command.getBody(),
                List.of(),
                command.getSenderKey(),
                command.getDomain());
    }

    private LinkCommand command(Random random, PartitionsModel model) {
        LinkCommand command = Commands.of(body(random, model), pick(random, KEYS));
        command.setCommandId("c" + ids++);
        Commands.on(pick(random, tenants), pick(random, domains), command);
        if (random.nextBoolean()) {
            command.setSenderKey(SENDERS[random.nextInt(SENDERS.length)]);
        }
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
        return switch (random.nextInt(9)) {
            case 0 -> Commands.create(pick(random, URLS));
            case 7 -> Commands.create(pick(random, URLS), null, true, pick(random, TITLES));
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
