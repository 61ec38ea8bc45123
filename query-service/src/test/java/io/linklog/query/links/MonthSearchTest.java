package io.linklog.query.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MonthSearchTest {

    /** Two links share each moment. */
    private static WordEntry entry(int number) {
        return new WordEntry(number / 2, "c" + number % 2);
    }

    /** Rows that come a few at a time. */
    private static WordRows.Read rows(TreeSet<WordEntry> all, int atOnce) {
        return (from, limit) -> {
            List<WordEntry> some = all.tailSet(from, true).stream()
                    .limit(Math.min(limit, atOnce))
                    .toList();
            return CompletableFuture.completedFuture(new SelectWords.Chunk(
                    some, some.isEmpty() ? from : some.get(some.size() - 1), some.size() < atOnce, some.size()));
        };
    }

    private static List<WordEntry> candidates(MonthSearch month, int most) {
        List<WordEntry> all = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            List<WordEntry> some = month.candidates(most);
            assertThat(some).hasSizeLessThanOrEqualTo(most);
            all.addAll(some);
            if (some.isEmpty() && month.isOver()) {
                return all;
            }
            if (some.isEmpty()) {
                month.readOn().join();
            }
        }
        throw new AssertionError("The search does not end");
    }

    private static MonthSearch search(List<TreeSet<WordEntry>> words, int atOnce, WordEntry after) {
        return new MonthSearch(
                0,
                words.stream()
                        .map(word -> WordRows.begin(rows(word, atOnce), after).join())
                        .toList(),
                after);
    }

    @Property
    void everyLinkThatHasAllWordsIsACandidateOnceAndInOrder(
            @ForAll @Size(min = 1, max = 4) List<@Size(max = 60) Set<@IntRange(max = 80) Integer>> numbers,
            @ForAll @IntRange(min = 2, max = 20) int atOnce,
            @ForAll @IntRange(min = 1, max = 7) int most,
            @ForAll @IntRange(max = 90) int cursor) {
        List<TreeSet<WordEntry>> words = new ArrayList<>();
        for (Set<Integer> ofWord : numbers) {
            TreeSet<WordEntry> word = new TreeSet<>();
            ofWord.forEach(number -> word.add(entry(number)));
            words.add(word);
        }
        WordEntry after = cursor > 80 ? WordEntry.START : entry(cursor);
        TreeSet<WordEntry> expected = new TreeSet<>(words.get(0));
        words.forEach(expected::retainAll);
        expected.removeIf(one -> one.compareTo(after) <= 0);

        List<WordEntry> found = candidates(search(words, atOnce, after), most);

        assertThat(found).containsAll(expected).doesNotHaveDuplicates().isSorted();
        assertThat(found).allMatch(one -> one.compareTo(after) > 0);
        assertThat(found).allMatch(one -> words.stream().anyMatch(word -> word.contains(one)));
    }

    @Test
    void aSeldomWordIsNotJoinedByReadingAllOfACommonOne() {
        TreeSet<WordEntry> common = new TreeSet<>();
        for (int i = 0; i < 10_000; i++) {
            common.add(entry(i));
        }
        TreeSet<WordEntry> seldom = new TreeSet<>(Set.of(entry(3), entry(7_000)));
        MonthSearch month = search(List.of(common, seldom), 100, WordEntry.START);

        assertThat(candidates(month, 50)).containsExactly(entry(7_000), entry(3));
        assertThat(month.rows()).isLessThanOrEqualTo(200);
    }

    @Test
    void wordsThatNeverMeetGiveNoCandidates() {
        TreeSet<WordEntry> even = new TreeSet<>();
        TreeSet<WordEntry> odd = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            (i % 2 == 0 ? even : odd).add(new WordEntry(i, "c"));
        }
        assertThat(candidates(search(List.of(even, odd), 30, WordEntry.START), 50))
                .as("but for the last rows, which are few")
                .hasSizeLessThan(30);
    }
}
