package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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

    private static List<String> keys(String run, List<Integer> urls) {
        LineKeys keys = new LineKeys(run, new HashMap<>());
        return urls.stream()
                .map(url -> "{\"longUrl\":\"https://example.org/" + url + "\"}")
                .map(request -> keys.next(request.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void aLineHasTheSameKeyInEveryVersionOfThisProgram() {
        byte[] link = "{\"longUrl\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(LineKeys.request(keys("urls.txt", List.of(1)).get(0), link))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"longUrl\":\"ü\",\"idempotencyKey\":\"import-9dc0373cdbeba5a290d7967ad10dcfbc\"}\n");
    }

    @Property(tries = 200)
    void equalLinesHaveDifferentKeys(@ForAll @Size(max = 50) List<@IntRange(max = 5) Integer> urls) {
        assertThat(new HashSet<>(keys("a", urls))).hasSameSizeAs(urls);
    }

    @Property(tries = 200)
    void anotherLineBeforeOrBetweenChangesNoKey(
            @ForAll @Size(max = 30) List<@IntRange(max = 5) Integer> urls,
            @ForAll @Size(max = 10) List<@IntRange(min = 6, max = 9) Integer> others,
            @ForAll @IntRange(max = 30) int at) {
        List<Integer> more = new ArrayList<>(urls);
        more.addAll(Math.min(at, urls.size()), others);
        Map<Integer, List<String>> before = byUrl(urls, keys("a", urls));
        Map<Integer, List<String>> after = byUrl(more, keys("a", more));
        after.keySet().retainAll(before.keySet());
        assertThat(after).isEqualTo(before);
    }

    private static Map<Integer, List<String>> byUrl(List<Integer> urls, List<String> keys) {
        Map<Integer, List<String>> byUrl = new HashMap<>();
        for (int i = 0; i < urls.size(); i++) {
            byUrl.computeIfAbsent(urls.get(i), any -> new ArrayList<>()).add(keys.get(i));
        }
        return byUrl;
    }

    @Test
    void anotherRunHasOtherKeys() {
        assertThat(keys("a", List.of(1))).isNotEqualTo(keys("b", List.of(1)));
    }
}
