package io.linklog.topology.streams;

/**
 * The names by which brokers know the stream threads of an instance. They follow from the name of the instance, so
 * another instance can end the part of a dead one.
 */
public final class ThreadNames {

    private ThreadNames() {}

    /**
     * Whether a {@code group.instance.id} is that of a thread of an instance: Kafka Streams appends a hyphen and the
     * number of the thread to the instance's own.
     */
    public static boolean isThreadOf(String instance, String groupInstanceId) {
        String prefix = instance + '-';
        return groupInstanceId.startsWith(prefix)
                && groupInstanceId.length() > prefix.length()
                && groupInstanceId.chars().skip(prefix.length()).allMatch(Character::isDigit);
    }

    /** The {@code transactional.id} of a thread. */
    public static String transactionalId(String application, String groupInstanceId) {
        return application + '-' + groupInstanceId;
    }

    /**
     * The {@code transactional.id} of a thread, in place of the one that Kafka Streams made: that contains a random
     * number from the state folder, which no other instance knows.
     *
     * @param made ends with a hyphen and the number of the thread
     */
    static String transactionalId(String application, String instance, String made) {
        return transactionalId(application, instance + made.substring(made.lastIndexOf('-')));
    }
}
