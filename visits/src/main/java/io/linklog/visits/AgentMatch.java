package io.linklog.visits;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of one User-Agent. Words inside an exception do not count, and neither do those in the name of a device:
 * phones are called Cubot or Spider. Confined to one thread.
 */
final class AgentMatch implements AhoCorasickDoubleArrayTrie.IHit<List<AgentWord>> {

    private record Place(int from, int to, AgentWord.Kind kind) {}

    private final String agent;
    private final int deviceFrom;
    private final int deviceTo;
    private final List<Place> found = new ArrayList<>(4);
    private final List<Place> exceptions = new ArrayList<>(1);
    private boolean browser;

    AgentMatch(String agent) {
        this.agent = agent;
        int from = agent.indexOf("android");
        int to = from < 0 ? -1 : agent.indexOf(')', from);
        boolean isDevice = to >= 0
                && !contains(agent, "://", from, to)
                && !contains(agent, "compatible", from, to)
                && !contains(agent, "/bot", from, to);
        this.deviceFrom = isDevice ? from : agent.length();
        this.deviceTo = isDevice ? to : agent.length();
    }

    private static boolean contains(String agent, String text, int from, int to) {
        int at = agent.indexOf(text, from);
        return at >= 0 && at < to;
    }

    @Override
    public void hit(int from, int to, List<AgentWord> words) {
        for (AgentWord word : words) {
            if (word.fits(agent, from, to)) {
                add(new Place(from, to, word.kind()));
            }
        }
    }

    private void add(Place place) {
        switch (place.kind) {
            case BROWSER -> browser = true;
            case EXCEPTION -> exceptions.add(place);
            default -> {
                if (!isInDevice(place.from)) {
                    found.add(place);
                }
            }
        }
    }

    /** Whether the name of a device stands there: behind Android's version, as far as the parenthesis. */
    boolean isInDevice(int at) {
        return at >= deviceFrom && at < deviceTo;
    }

    /** The first of the kinds that are bots; null for none. */
    AgentWord.@Nullable Kind bot() {
        AgentWord.Kind first = null;
        for (Place place : found) {
            if ((first == null || place.kind.compareTo(first) < 0) && !isExcepted(place)) {
                first = place.kind;
            }
        }
        return first;
    }

    private boolean isExcepted(Place place) {
        for (Place exception : exceptions) {
            if (exception.from <= place.from && place.to <= exception.to) {
                return true;
            }
        }
        return false;
    }

    /** Whether the agent has a word of browsers or devices. */
    boolean hasBrowser() {
        return browser;
    }
}
