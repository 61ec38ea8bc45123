package io.linklog.mesh.registry;

import java.util.regex.Pattern;

/** The etcd keys of the registry: instances, hash ids and elections. */
public final class RegistryKeys {

    /** The prefix of all instances. A key is {@code SERVICES + service + "/" + instance id}. */
    public static final String SERVICES = "/linklog/services/";

    /** The prefix of all elections; the name of the election follows. */
    public static final String ELECTIONS = "/linklog/elections/";

    private static final String HASH_IDS = "/linklog/hash-ids/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private RegistryKeys() {}

    /** The prefix of the instances of one service. */
    static String service(String service) {
        return SERVICES + name(service) + "/";
    }

    /**
     * The key of an instance.
     *
     * @throws IllegalArgumentException if {@link Instance#isName} is false for the service or the id
     */
    public static String instance(String service, String id) {
        return service(service) + name(id);
    }

    static String hashId(String service, String id) {
        return hashIds(service) + name(id);
    }

    /** The prefix of the numbers of all instances of one service. */
    static String hashIds(String service) {
        return HASH_IDS + name(service) + "/of/";
    }

    static String lastHashId(String service) {
        return HASH_IDS + name(service) + "/last";
    }

    /**
     * The key of an election.
     *
     * @throws IllegalArgumentException if {@link Instance#isName} is false for the name
     */
    public static String election(String name) {
        return ELECTIONS + name(name);
    }

    private static String name(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is not a valid name: use 1 to 128 letters, digits and"
                    + " . _ : -, the first a letter or digit");
        }
        return name;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
