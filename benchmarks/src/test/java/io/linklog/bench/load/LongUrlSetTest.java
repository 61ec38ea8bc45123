package io.linklog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.bench.report.Samples;
import io.linklog.schemas.rules.LongUrls;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongUrlSetTest {

    private static final List<String> URLS = LongUrlSet.generate(LongUrlSet.REAL_COUNT);

    @Test
    void generatesTheSameDistinctUrlsEachTime() {
        assertThat(URLS)
                .hasSize(LongUrlSet.REAL_COUNT)
                .doesNotHaveDuplicates()
                .isEqualTo(LongUrlSet.generate(URLS.size()));
    }

    @Test
    void generatedUrlsAreAsLongAsRealOnes() {
        Samples lengths = Samples.of(URLS.stream().mapToDouble(String::length).toArray());
        assertThat(lengths.median()).isBetween(41.0, 43.0);
        assertThat(lengths.percentile(0.9)).isBetween(80.0, 90.0);
        assertThat(lengths.percentile(0.99)).isBetween(120.0, 250.0);
    }

    @Test
    void linklogAcceptsGeneratedUrls() {
        assertThat(URLS).allMatch(url -> LongUrls.ofAnyHost().mistake(url).isEmpty());
    }
}
