package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineIndexTest {

    @TempDir
    Path folder;

    @Test
    void aMapHoldsItsEntriesWhileItGrowsAndLeavesNoFile() throws IOException {
        Random random = new Random(1);
        Map<String, Integer> model = new HashMap<>();
        try (MVStore index = LineIndex.open(folder)) {
            Map<String, Integer> map = index.openMap("occurrences");
            Map<String, String> other = index.openMap("codes");
            for (int i = 0; i < 60_000; i++) {
                String key = Integer.toString(random.nextInt(40_000));
                assertThat(map.merge(key, 1, Integer::sum)).isEqualTo(model.merge(key, 1, Integer::sum));
                other.put(key, "code");
            }
            assertThat(map).containsExactlyInAnyOrderEntriesOf(model);
            assertThat(other).hasSameSizeAs(model);
        }
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
