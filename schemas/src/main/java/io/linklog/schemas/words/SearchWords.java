package io.linklog.schemas.words;

import io.linklog.schemas.targets.TargetHost;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words that somebody searches for. A link matches if it has all of them; instead of the last one, it may have a
 * longer word that begins so. Immutable.
 *
 * @param whole words of the link, each once
 * @param prefix the beginning of a word of the link; null if the last word is too short for one, and then in
 *     {@code whole}
 */
public record SearchWords(List<String> whole, @Nullable String prefix) {

    /** The maximum number of words of a search. */
    public static final int MOST = 8;

    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    public SearchWords {
        whole = List.copyOf(whole);
    }

    /**
     * The words of a text. A part of it that is a URL or a host has the words that a link to it has: without its public
     * suffix.
     */
    public static SearchWords of(String text) {
        List<String> all = new ArrayList<>();
        for (String part : SPACE.split(text.strip())) {
            all.addAll(ofPart(part));
        }
        all.removeAll(LinkWords.NO_WORDS);
        String last = all.isEmpty() ? null : all.get(all.size() - 1);
        String prefix = last != null && Stem.hasPrefixes(last) ? last : null;
        Set<String> whole = new LinkedHashSet<>(prefix == null ? all : all.subList(0, all.size() - 1));
        return new SearchWords(List.copyOf(whole), prefix);
    }

    private static List<String> ofPart(String part) {
        String url = part.contains("://") ? part : "http://" + part;
        boolean isUrl = url.equals(part) || hasPublicSuffix(url);
        if (!isUrl) {
            return WordSplitter.split(part);
        }
        List<String> words = new ArrayList<>(UrlWords.ofHost(url));
        words.addAll(UrlWords.ofPathAndQuery(url));
        // a suffix alone, such as co.uk, is what somebody looks for in a title
        return words.isEmpty() ? WordSplitter.split(part) : words;
    }

    private static boolean hasPublicSuffix(String url) {
        String host = TargetHost.ofUrl(url).map(TargetHost::name).orElse("");
        return host.contains(".") && UrlWords.registrySuffix(host) != null;
    }

    /**
     * The number of words as a reader counts them: overlapping pairs of letters, as of a word in Chinese, are one word.
     */
    public int size() {
        int size = prefix == null ? 0 : 1;
        String before = "";
        for (String word : whole) {
            size += overlap(before, word) ? 0 : 1;
            before = word;
        }
        return size;
    }

    private static boolean overlap(String pair, String next) {
        return pair.codePointCount(0, pair.length()) == 2
                && pair.codePointAt(0) >= 0x80
                && pair.codePointBefore(pair.length()) == next.codePointAt(0);
    }

    /** Whether a link with these words is found. */
    public boolean match(LinkWords link) {
        return whole.stream().allMatch(link::contains) && (prefix == null || link.containsPrefix(prefix));
    }
}
