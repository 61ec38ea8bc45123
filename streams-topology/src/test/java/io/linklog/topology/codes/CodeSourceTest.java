package io.linklog.topology.codes;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.process.Health;
import io.linklog.schemas.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CodeSourceTest {

    private static final byte[] KEY = new byte[CodePermutation.KEY_BYTES];

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final IdReserve reserve = new IdReserve(
            new RangeLeaser(FlakyNumber.thatLosesNothing()),
            CodeSource.DEFAULT_RESERVE,
            metrics,
            new AtomicLong(1)::get,
            null);

    private CodeSource source() {
        return new CodeSource(reserve, KEY, metrics, new Health());
    }

    @Test
    void manyThreadsGetCodesOfTheirPartitionAndNoCodeTwice() throws Exception {
        reserve.refill();
        int partitions = 6;
        int each = 1_500;
        Set<GeneratedCode> codes = ConcurrentHashMap.newKeySet();
        List<String> wrong = new ArrayList<>();
        try (CodeSource source = source()) {
            List<Thread> threads = new ArrayList<>();
            for (int p = 0; p < partitions; p++) {
                int partition = p;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        GeneratedCode code = source.next(null, partition, partitions);
                        if (code == null
                                || Topics.partition(code.text(), partitions) != partition
                                || !codes.add(code)) {
                            synchronized (wrong) {
                                wrong.add(partition + ": " + code);
                            }
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(codes)
                .hasSize(partitions * each)
                .extracting(GeneratedCode::text)
                .doesNotHaveDuplicates();
        CodePermutation permutation = new CodePermutation(KEY);
        assertThat(codes).allMatch(code -> permutation.code(code.id()).equals(code.text()));
    }

    @Test
    void codesForOtherDomainsBelongByNameToThePartitionAndFewIdsAreLost() throws Exception {
        reserve.refill();
        int partitions = 12;
        int creates = 4_000;
        String[] domains = {"go.example.org", "l.example.com"};
        Set<String> codes = new HashSet<>();
        try (CodeSource source = source()) {
            for (int i = 0; i < creates; i++) {
                String domain = domains[i % 2];
                int partition = i % partitions;
                GeneratedCode code = source.next(domain, partition, partitions);
                assertThat(Topics.partition(domain + "/" + code.text(), partitions))
                        .isEqualTo(partition);
                assertThat(codes.add(code.text())).isTrue();
            }
        }
        double dropped = metrics.counter("linklog.codes.dropped").count();
        assertThat(dropped).as("codes that fit nobody").isLessThan(creates / 2.0);
    }

    @Test
    void codesUpToASkippedIdAreNotGivenAwayThoughTheBucketHasThem() throws Exception {
        reserve.refill();
        try (CodeSource source = source()) {
            long first = source.next(null, 0, 4).id();
            long skipped = IdReserve.SMALLEST_SEGMENT;
            source.skip(skipped);
            assertThat(first).isLessThan(skipped);
            assertThat(source.next(null, 0, 4).id()).isGreaterThan(skipped);
        }
    }

    @Test
    void thereIsNoCodeWhenThereIsNoId() {
        try (CodeSource source = source()) {
            assertThat(source.isEmpty()).isTrue();
            assertThat(source.next(null, 0, 4)).isNull();
        }
    }
}
