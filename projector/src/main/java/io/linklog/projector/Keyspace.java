package io.linklog.projector;

import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a keyspace of projections: {@code linklog_1}, {@code linklog_2}, … Each replay fills the next one; a
 * number is never used again.
 *
 * @param number at least 1
 */
public record Keyspace(int number) {

    /** What a new installation begins with. */
    public static final Keyspace FIRST = new Keyspace(1);

    private static final Pattern NAME = Pattern.compile("linklog_([1-9][0-9]{0,8})");

    public Keyspace {
        if (number < 1) {
            throw new IllegalArgumentException("A keyspace's number begins at 1, not at " + number);
        }
    }

    /** The keyspace of a name; empty for a name that is none of ours. */
    public static Optional<Keyspace> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(new Keyspace(Integer.parseInt(matcher.group(1)))) : Optional.empty();
    }

    /** Its name in CQL. */
    public String name() {
        return "linklog_" + number;
    }

    /** The consumer group whose committed offsets on a topic say what of it is in this keyspace for sure. */
    public String group(Topic topic) {
        // each topic has its own, so that a backlog of one, or its rebalance, is no matter of the others
        return topic.equals(Topics.LINK_EVENTS) ? "projector-" + name() : "projector-" + name() + "-" + topic.name();
    }

    public Keyspace next() {
        return new Keyspace(number + 1);
    }

    @Override
    public String toString() {
        return name();
    }
}
