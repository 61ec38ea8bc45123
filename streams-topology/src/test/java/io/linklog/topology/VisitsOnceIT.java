package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitsCounted;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.topology.visits.Visits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Visits are sent again while the counting process is killed. */
class VisitsOnceIT {

    private static final int JOURNALS = 3;
    private static final int VISITS_AT_ONCE = 4_000;
    private static final int CODES = 50;

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final Random random = new Random(7);
    // the visits of each journal and partition, in order
    private final Map<String, List<Visit>> journals = new HashMap<>();
    private final Map<String, Long> byCode = new HashMap<>();

    @TempDir
    Path folder;

    @Test
    void everyVisitIsCountedOnceThoughJournalsRepeatAndTheProcessIsKilled() throws Exception {
        LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
        try (TopologyProcess topology = new TopologyProcess(stack, folder, "counter-" + run)) {
            topology.awaitReady();
            try (VisitsClient wire = new VisitsClient(stack)) {
                send(wire);
                Awaitility.await("some counted").atMost(Duration.ofSeconds(120)).until(() -> wire.visits(code(0)) > 0);
                send(wire);
                topology.kill();
                repeat(wire);
                topology.start();
                send(wire);
                topology.awaitReady();
                repeat(wire);
                topology.kill();
                topology.start();
                repeat(wire);
                // after all repeats: when these are counted, no repeat is left
                send(wire);

                Awaitility.await("all counted")
                        .atMost(Duration.ofSeconds(180))
                        .until(() -> journals.values().stream().allMatch(visits -> isCounted(wire, visits)));
                byCode.forEach(
                        (code, visits) -> assertThat(wire.visits(code)).as(code).isEqualTo(visits));
                journals.values()
                        .forEach(visits ->
                                assertThat(counted(wire, visits).getMissing()).isZero());
            }
        }
    }

    private String code(int number) {
        return "v" + run + "-" + number;
    }

    private void send(VisitsClient wire) {
        Instant now = Instant.now();
        for (int i = 0; i < VISITS_AT_ONCE; i++) {
            String journal = "journal-" + run + "-" + random.nextInt(JOURNALS);
            int partition = random.nextInt(TopologyInstance.PARTITIONS);
            List<Visit> before = journals.computeIfAbsent(journal + "/" + partition, key -> new ArrayList<>());
            String code = code(random.nextInt(CODES));
            Visit visit = Visits.of(journal, before.size() + 1, code, now)
                    .setPartition(partition)
                    .build();
            before.add(visit);
            byCode.merge(code, 1L, Long::sum);
            wire.send(visit);
        }
        wire.flush();
    }

    /** Sends a visit again, like a journal that does not know whether the brokers have it. */
    private void repeat(VisitsClient wire) {
        for (List<Visit> visits : journals.values()) {
            visits.subList(random.nextInt(visits.size()), visits.size()).forEach(wire::send);
        }
        wire.flush();
    }

    private static boolean isCounted(VisitsClient wire, List<Visit> visits) {
        VisitsCounted counted = counted(wire, visits);
        return counted != null && counted.getSequence() == visits.size();
    }

    private static VisitsCounted counted(VisitsClient wire, List<Visit> visits) {
        return wire.counted(visits.get(0).getJournal(), visits.get(0).getPartition());
    }
}
