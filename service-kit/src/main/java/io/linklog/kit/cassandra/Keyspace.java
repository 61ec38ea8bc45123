package io.linklog.kit.cassandra;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A keyspace of projections: {@code linklog_1}, {@code linklog_2}, … Each replay fills the next one. A number is used
 * again only after a run that dropped its keyspace itself.
 *
 * @param number at least 1
 */
public record Keyspace(int number) {

    /** The keyspace of a new installation. */
    public static final Keyspace FIRST = new Keyspace(1);

    private static final Pattern NAME = Pattern.compile("linklog_([1-9][0-9]{0,8})");
    private static final Pattern GROUP = Pattern.compile("projector-(" + NAME + ")(-.+)?");

    public Keyspace {
        if (number < 1) {
            throw new IllegalArgumentException("The number of a keyspace must be at least 1, not " + number);
        }
    }

    /** The keyspace of this name; empty if the name is not one of a keyspace of projections. */
    public static Optional<Keyspace> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(new Keyspace(Integer.parseInt(matcher.group(1)))) : Optional.empty();
    }

    /** The name in CQL. */
    public String name() {
        return "linklog_" + number;
    }

    /**
     * The consumer group of a feed of this keyspace. All records before its committed offsets are in the tables of the
     * feed.
     */
    public String group(ProjectedFeed feed) {
        return group(name(), feed);
    }

    /** As {@link #group(ProjectedFeed)}, for the name of a keyspace. */
    public static String group(String keyspace, ProjectedFeed feed) {
        return "projector-" + keyspace + (feed == ProjectedFeed.LINKS ? "" : "-" + feed.id());
    }

    /** Whether a name is one of a keyspace with a lower number. */
    public boolean isAfter(String other) {
        return parse(other).filter(one -> one.number < number).isPresent();
    }

    /** The keyspace that a consumer group projects to; empty if it is no group of a projection. */
    public static Optional<Keyspace> ofGroup(String group) {
        Matcher matcher = GROUP.matcher(group);
        return matcher.matches() ? parse(matcher.group(1)) : Optional.empty();
    }

    /** The keyspace with the next number. */
    public Keyspace next() {
        return new Keyspace(number + 1);
    }

    /**
     * A name that came from etcd, before it becomes a part of a statement.
     *
     * @throws IllegalArgumentException if it is not the name of a keyspace of projections
     */
    public static String requireName(String name) {
        if (parse(name).isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not the name of a keyspace of projections, such as linklog_1");
        }
        return name;
    }

    @Override
    public String toString() {
        return name();
    }
}
