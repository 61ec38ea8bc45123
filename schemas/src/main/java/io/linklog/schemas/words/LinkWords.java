package io.linklog.schemas.words;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.view.ShortUrls;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
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

    /** A link has at most so many words, and at most so many rows in the tables of the search. */
    public static final int MOST_ROWS = 40;

    /** The schemes and the usual first label of a host: they are in nearly every URL and tell nothing. */
    static final Set<String> NO_WORDS = Set.of("http", "https", "www");

    private final Set<String> words = new LinkedHashSet<>();

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
        for (String word : more) {
            if (words.size() < MOST_ROWS && !NO_WORDS.contains(word)) {
                words.add(word);
            }
        }
    }

    /** The words, each once. */
    public List<String> words() {
        return List.copyOf(words);
    }

    /**
     * The stems of the words with the words that begin so: as many as the words leave rows for. Words that are too
     * short have none.
     */
    public Map<String, List<String>> stems() {
        Map<String, List<String>> stems = new LinkedHashMap<>();
        for (String word : words) {
            if (Stem.hasPrefixes(word)) {
                String stem = Stem.of(word);
                if (stems.containsKey(stem) || stems.size() < MOST_ROWS - words.size()) {
                    stems.computeIfAbsent(stem, s -> new ArrayList<>()).add(word);
                }
            }
        }
        return stems;
    }

    boolean contains(String word) {
        return words.contains(word);
    }

    boolean containsPrefix(String prefix) {
        return words.stream().anyMatch(word -> word.startsWith(prefix));
    }
}
