package io.linklog.schemas.words;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.view.ShortUrls;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words that a link is found by: those of code, tags, title, host, short URL, path and query, in this order, as far
 * as {@link #MOST_ROWS} go. Immutable.
 */
public final class LinkWords {

    /** A link has at most so many rows in the tables of the search: one for each word, one for each stem. */
    public static final int MOST_ROWS = 40;

    /** The schemes and the usual first label of a host: they are in nearly every URL and tell nothing. */
    static final Set<String> NO_WORDS = Set.of("http", "https", "www");

    private final Set<String> words = new LinkedHashSet<>();
    private final Map<String, List<String>> stems = new LinkedHashMap<>();

    private LinkWords() {}

    /**
     * The words of a link.
     *
     * @param publicUrl the prefix of short links on the default domain, without a trailing slash
     */
    public static LinkWords of(Link link, URI publicUrl) {
        LinkAttributes attributes = link.getAttributes();
        String title = attributes.getTitle();
        String shortUrl = ShortUrls.of(link, publicUrl);
        LinkWords all = new LinkWords();
        all.add(WordSplitter.split(link.getCode()));
        attributes.getTags().forEach(tag -> all.add(WordSplitter.split(tag)));
        all.add(title == null ? List.of() : WordSplitter.split(title));
        all.add(UrlWords.ofHost(attributes.getLongUrl()));
        all.add(UrlWords.ofHost(shortUrl));
        all.add(UrlWords.ofPathAndQuery(shortUrl));
        all.add(UrlWords.ofPathAndQuery(attributes.getLongUrl()));
        return all;
    }

    private void add(Collection<String> more) {
        more.forEach(this::add);
    }

    /** Adds a word only with the row of its stem: what a word finds, its beginning finds, too. */
    private void add(String word) {
        if (NO_WORDS.contains(word) || words.contains(word)) {
            return;
        }
        String stem = Stem.hasPrefixes(word) ? Stem.of(word) : null;
        int more = stem == null || stems.containsKey(stem) ? 1 : 2;
        if (words.size() + stems.size() + more > MOST_ROWS) {
            return;
        }
        words.add(word);
        if (stem != null) {
            stems.computeIfAbsent(stem, s -> new ArrayList<>()).add(word);
        }
    }

    /** The words, each once. */
    public List<String> words() {
        return List.copyOf(words);
    }

    /** The stems of the words with the words that begin so. Words that are too short have none. */
    public Map<String, List<String>> stems() {
        return Collections.unmodifiableMap(stems);
    }

    boolean contains(String word) {
        return words.contains(word);
    }

    boolean containsPrefix(String prefix) {
        return words.stream().anyMatch(word -> word.startsWith(prefix));
    }
}
