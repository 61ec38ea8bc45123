package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineKeysTest {

    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private static List<LineId> ids(String run, List<Integer> urls) throws IOException {
        List<LineId> ids = new ArrayList<>();
        try (LineKeys keys = new LineKeys(run, TEMPORARY)) {
            for (int url : urls) {
                ids.add(keys.next(NewLink.to("https://example.org/" + url)));
            }
        }
        return ids;
    }

    @Test
    void a_line_has_the_same_key_in_every_version_of_this_program() throws IOException {
        assertThat(LineKeys.idempotencyKey(ids("urls.txt", List.of(1)).get(0)))
                .isEqualTo("import-9dc0373cdbeba5a290d7967ad10dcfbc");
    }

    @Property(tries = 200)
    void lines_have_different_keys_even_when_they_are_equal(
            @ForAll @Size(max = 50) List<@IntRange(max = 5) Integer> urls) throws IOException {
        assertThat(new HashSet<>(ids("a", urls))).hasSameSizeAs(urls);
    }

    @Property(tries = 200)
    void another_line_before_or_between_changes_no_key(
            @ForAll @Size(max = 30) List<@IntRange(max = 5) Integer> urls,
            @ForAll @Size(max = 10) List<@IntRange(min = 6, max = 9) Integer> others,
            @ForAll @IntRange(max = 30) int at)
            throws IOException {
        List<Integer> more = new ArrayList<>(urls);
        more.addAll(Math.min(at, urls.size()), others);
        Map<Integer, List<LineId>> before = byUrl(urls, ids("a", urls));
        Map<Integer, List<LineId>> after = byUrl(more, ids("a", more));
        after.keySet().retainAll(before.keySet());
        assertThat(after).isEqualTo(before);
    }

    private static Map<Integer, List<LineId>> byUrl(List<Integer> urls, List<LineId> ids) {
        Map<Integer, List<LineId>> byUrl = new HashMap<>();
        for (int i = 0; i < urls.size(); i++) {
            byUrl.computeIfAbsent(urls.get(i), any -> new ArrayList<>()).add(ids.get(i));
        }
        return byUrl;
    }

    @Test
    void another_run_has_other_keys() throws IOException {
        assertThat(ids("a", List.of(1))).isNotEqualTo(ids("b", List.of(1)));
    }
}
