package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkCreated;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.topology.decision.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances are killed and restarted while commands arrive. */
class ExactlyOnceIT {

    private static final int KEYS = 200;
    private static final int ROUNDS = 6;

    @TempDir
    Path folder;

    @Test
    void everyCommandHasOneAnswerAndEveryKeyOneLinkThoughInstancesAreKilled() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        String run = UUID.randomUUID().toString();
        List<LinkCommand> sent = new ArrayList<>();
        try (TopologyProcess one = new TopologyProcess(stack, folder, "one-" + run)) {
            one.awaitReady();
            try (TopologyClient wire = new TopologyClient(stack);
                    TopologyProcess two = new TopologyProcess(stack, folder, "two-" + run)) {
                for (int round = 0; round < ROUNDS; round++) {
                    for (int key = 0; key < KEYS; key++) {
                        sent.add(send(wire, run, key));
                    }
                    switch (round) {
                        case 1 -> two.awaitReady();
                        case 2 -> one.kill();
                        case 3 -> one.start();
                        case 4 -> two.kill();
                        default -> {}
                    }
                }
                one.awaitReady();
                Awaitility.await("answers to all")
                        .atMost(Duration.ofSeconds(120))
                        .until(() -> sent.stream().allMatch(c -> wire.outcomes.containsKey(c.getCommandId())));
                // a JVM that a signal ends has this exit code, even after an orderly stop
                assertThat(one.stop()).isIn(0, 143);

                Map<String, Set<String>> codesByKey = new HashMap<>();
                for (LinkCommand command : sent) {
                    assertThat(wire.outcomes.get(command.getCommandId())).hasSize(1);
                    Accepted accepted = (Accepted)
                            wire.outcomes.get(command.getCommandId()).get(0).getResult();
                    codesByKey
                            .computeIfAbsent(command.getIdempotencyKey(), k -> new HashSet<>())
                            .add(accepted.getLink().getCode());
                }
                assertThat(codesByKey).hasSize(KEYS);
                assertThat(codesByKey.values())
                        .allSatisfy(codes -> assertThat(codes).hasSize(1));
                List<String> created = wire.events.stream()
                        .filter(e -> e.value().getChange() instanceof LinkCreated
                                && e.value()
                                        .getLink()
                                        .getAttributes()
                                        .getLongUrl()
                                        .contains(run))
                        .map(e -> e.key())
                        .collect(Collectors.toList());
                assertThat(created).hasSize(KEYS).doesNotHaveDuplicates();
            }
        }
    }

    private static LinkCommand send(TopologyClient wire, String run, int key) {
        LinkCommand command = Commands.of(Commands.create("https://example.org/" + run + "/" + key), run + "-" + key);
        wire.send(command);
        return command;
    }
}
