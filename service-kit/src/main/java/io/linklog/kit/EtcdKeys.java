package io.linklog.kit;

import java.time.LocalDate;

/** Where things are in etcd: every key, once. All begin with {@code /linklog/}. */
public final class EtcdKeys {

    /** The first ID that no range holds yet, in decimal. Moved on by compare-and-set only. */
    public static final String NEXT_ID = "/linklog/ids/next";

    /** The key of the code permutation, version 1: 32 random bytes in Base64. Written once, never changed. */
    public static final String CODE_KEY = "/linklog/keys/codes/1";

    /** The name of the keyspace that readers read. */
    public static final String ACTIVE_KEYSPACE = "/linklog/projection/keyspace";

    /** The name of the keyspace that a replay is filling; absent when none is. */
    public static final String REPLAY_KEYSPACE = "/linklog/projection/replay";

    /**
     * Which generations of the count of visits there are; absent before the first recount. Moved on by compare-and-set.
     */
    public static final String VISIT_COUNTS = "/linklog/visits/counts";

    /** The secret by which visitors of one day (UTC) are told apart, in Base64; gone two days later. */
    public static String visitorSalt(LocalDate day) {
        return "/linklog/visits/salt/" + day;
    }

    private EtcdKeys() {}
}
