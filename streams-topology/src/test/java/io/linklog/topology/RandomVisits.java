package io.linklog.topology;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import io.linklog.topology.visits.Visits;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Visits of several journals to some codes on some days, each journal numbered as query-service numbers it. */
final class RandomVisits {

    private static final int JOURNALS = 4;
    private static final int CODES = 30;
    private static final int DAYS = 3;

    private final Random random;
    private final String run;
    private final Instant now = Instant.now();
    private final Map<String, Long> sequences = new HashMap<>();

    RandomVisits(long seed, String run) {
        this.random = new Random(seed);
        this.run = run;
    }

    Visit next() {
        String journal = "journal-" + run + "-" + random.nextInt(JOURNALS);
        int partition = random.nextInt(TopologyInstance.PARTITIONS);
        long sequence = sequences.merge(journal + "/" + partition, 1L, Long::sum);
        Instant at = now.minus(Duration.ofMinutes(random.nextInt(DAYS * 24 * 60)));
        int code = random.nextInt(CODES);
        return Visits.of(journal, sequence, "v" + run + "-" + code, at)
                .setTenant(code % 2 == 0 ? "default" : "t" + run)
                .setPartition(partition)
                .setKind(random.nextInt(20) == 0 ? VisitKind.EXPIRED : VisitKind.REDIRECT)
                .setBot(random.nextInt(10) == 0 ? "user-agent" : null)
                .setVisitor((long) random.nextInt(200))
                .setBrowser(List.of("Firefox", "Chrome", "Safari").get(random.nextInt(3)))
                .setCountry(List.of("CH", "DE", "SE").get(random.nextInt(3)))
                .build();
    }

    /** How many visits each journal has of each partition. */
    Map<String, Long> sequences() {
        return sequences;
    }
}
