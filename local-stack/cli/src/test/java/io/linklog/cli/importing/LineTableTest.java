package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineTableTest {

    @TempDir
    Path folder;

    @Test
    void holds_what_a_map_holds_while_it_grows_and_leaves_no_file() throws IOException {
        Random random = new Random(1);
        Map<LineId, Long> model = new HashMap<>();
        try (LineTable table = new LineTable(folder)) {
            for (int i = 0; i < 60_000; i++) {
                LineId id = LineId.of(LineId.utf8("line " + random.nextInt(40_000)));
                assertThat(table.get(id)).isEqualTo(model.getOrDefault(id, 0L));
                long value = 1 + random.nextInt(1_000);
                table.put(id, value);
                model.put(id, value);
            }
            for (var entry : model.entrySet()) {
                assertThat(table.get(entry.getKey())).isEqualTo(entry.getValue());
            }
        }
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
