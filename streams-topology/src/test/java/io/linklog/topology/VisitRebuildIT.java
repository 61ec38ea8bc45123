package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitsCounted;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.linklog.topology.visits.UndisturbedCount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stores of the count of visits are lost, and come back from {@code visit-stats}. */
class VisitRebuildIT {

    private static final int VISITS = 4_000;
    private static final int REPEATS = 100;
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final LocalStack stack = SharedStack.with(Server.KAFKA, Server.REGISTRY, Server.ETCD);
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final RandomVisits visits = new RandomVisits(7, run);
    private final UndisturbedCount expected = new UndisturbedCount();
    private final List<Visit> sent = new ArrayList<>();
    private final Map<String, Long> repeated = new HashMap<>();
    private VisitsClient wire;

    VisitRebuildIT() throws Exception {}

    @AfterEach
    void close() {
        if (wire != null) {
            wire.close();
        }
    }

    @Test
    void totalsAndJournalsGoOnAsIfNothingHadBeenLost() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
            count("first", VISITS);
            Changelogs.delete(admin, Changelogs.VISIT_STORES);
            Changelogs.deleteOffsets(admin, Changelogs.VISITS);
            repeat(wire);
            count("without-anything", VISITS / 4);
            for (String store : Changelogs.VISIT_STORES) {
                Changelogs.delete(admin, List.of(store));
                repeat(wire);
                count("without-" + store, VISITS / 4);
            }
            assertThat(wire.shrunk).isEmpty();
        }
    }

    /** Starts a topology in an empty folder, and sends visits. */
    private void count(String name, int number) throws Exception {
        try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve(name), name + "-" + run)) {
            if (wire == null) {
                wire = new VisitsClient(stack); // needs the topics
            }
            count(wire, number);
        }
    }

    /** Sends visits, and compares all counts with those of an undisturbed count. */
    private void count(VisitsClient wire, int number) {
        for (int i = 0; i < number; i++) {
            Visit visit = visits.next();
            wire.send(visit);
            sent.add(Visit.newBuilder(visit).build());
            expected.add(visit);
        }
        wire.flush();
        Awaitility.await("all counted").atMost(LONG).until(() -> isCounted(wire));
        assertThat(ofLinks(wire.rows())).isEqualTo(ofLinks(expected.rows()));
        assertThat(visits.sequences().keySet()).allSatisfy(journal -> {
            VisitsCounted counted = wire.counted(journal);
            assertThat(counted.getMissing()).isZero();
            assertThat(counted.getRepeated()).isEqualTo(repeated.getOrDefault(journal, 0L));
        });
    }

    /** Sends visits again, as a journal that does not know whether the brokers have them. */
    private void repeat(VisitsClient wire) {
        for (Visit visit : sent.subList(sent.size() - REPEATS, sent.size())) {
            wire.send(visit);
            repeated.merge(visit.getJournal() + "/" + visit.getPartition(), 1L, Long::sum);
        }
        wire.flush();
    }

    private boolean isCounted(VisitsClient wire) {
        return visits.sequences().entrySet().stream().allMatch(journal -> {
            VisitsCounted counted = wire.counted(journal.getKey());
            return counted != null && counted.getSequence() == journal.getValue();
        });
    }

    /** Without the sums of the default tenant, in which the visits of other tests count too. */
    private Map<String, String> ofLinks(Map<String, String> rows) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().matches("(v|[*]@t|[*]orphans@t)" + run + ".*"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
