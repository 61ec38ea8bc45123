package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineImportTest {

    @ParameterizedTest
    @CsvSource({"0, 100", "1, 200", "5, 3200", "6, 5000", "1000, 5000"})
    void pausesDoubleUpToTheBound(int failures, long bound) {
        LongSummaryStatistics pauses = LongStream.range(0, 10_000)
                .map(any -> LineImport.backoff(failures))
                .summaryStatistics();
        assertThat(pauses.getMin()).isBetween(1L, bound / 10);
        assertThat(pauses.getMax()).isBetween(9 * bound / 10, bound);
    }
}
