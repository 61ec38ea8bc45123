package io.linklog.visits;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The words of the built-in list, {@code bots.txt}, in one automaton: a User-Agent is read once, however many words
 * there are. Immutable.
 */
final class AgentWords {

    private static final String LIST = "bots.txt";

    /** The list. */
    static final AgentWords BUILT_IN = read();

    private final String version;
    private final AhoCorasickDoubleArrayTrie<List<AgentWord>> words = new AhoCorasickDoubleArrayTrie<>();

    private AgentWords(String version, List<AgentWord> all) {
        this.version = version;
        // the automaton has one value a text, and the same text may have other edges in another list
        Map<String, List<AgentWord>> byText = new TreeMap<>();
        all.forEach(word ->
                byText.computeIfAbsent(word.text(), text -> new ArrayList<>(1)).add(word));
        words.build(byText);
    }

    private static AgentWords read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AgentWords.class.getResourceAsStream(LIST)), StandardCharsets.UTF_8))) {
            lines.readLine();
            String version = lines.readLine().substring(2);
            return new AgentWords(version, lines.lines().map(AgentWord::parse).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The list of bots in this jar cannot be read", e);
        }
    }

    /** The names of the lists that the words are from, each with its version. */
    String version() {
        return version;
    }

    /** @param agent in lower case */
    AgentMatch match(String agent) {
        AgentMatch match = new AgentMatch(agent);
        words.parseText(agent, match);
        return match;
    }
}
