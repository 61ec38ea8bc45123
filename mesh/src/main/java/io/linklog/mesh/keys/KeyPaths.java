package io.linklog.mesh.keys;

import io.linklog.mesh.etcd.KeySpace;

/** The etcd keys of API keys. */
public final class KeyPaths {

    /**
     * The prefix of all API keys; the id follows. It is not below {@code /linklog/keys/}, which holds the secret of the
     * permutation: who follows this prefix must never get that.
     */
    public static final String PREFIX = KeySpace.LINKLOG.at("api-keys/");

    private static final String ADDITIONS = KeySpace.LINKLOG.at("api-key-additions/");

    private KeyPaths() {}

    /** Written with each key that an admin makes, so that of two at the same moment one counts the other. */
    static String additions(String tenant) {
        return ADDITIONS + tenant;
    }

    /**
     * The etcd key of an API key.
     *
     * @throws IllegalArgumentException if {@link KeyText#isId} is false for the id
     */
    public static String of(String id) {
        if (!KeyText.isId(id)) {
            throw new IllegalArgumentException("'" + id + "' is not the id of a key");
        }
        return PREFIX + id;
    }
}
