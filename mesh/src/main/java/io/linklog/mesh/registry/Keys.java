package io.linklog.mesh.registry;

import java.util.regex.Pattern;

/** Where the registry's keys are in etcd. */
final class Keys {

    /** Every service's instances. */
    static final String SERVICES = "/linklog/services/";

    private static final String HASH_IDS = "/linklog/hash-ids/";
    private static final String ELECTIONS = "/linklog/elections/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private Keys() {}

    static String service(String service) {
        return SERVICES + name(service) + "/";
    }

    static String instance(String service, String id) {
        return service(service) + name(id);
    }

    static String hashId(String service, String id) {
        return HASH_IDS + name(service) + "/of/" + name(id);
    }

    static String lastHashId(String service) {
        return HASH_IDS + name(service) + "/last";
    }

    static String election(String name) {
        return ELECTIONS + name(name);
    }

    /** @throws IllegalArgumentException for what would not be one segment of a key */
    private static String name(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be a name in the registry: letters, digits and . _ : - , at most 128");
        }
        return name;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
