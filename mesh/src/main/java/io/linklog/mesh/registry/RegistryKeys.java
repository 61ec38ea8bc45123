package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.KeySpace;
import java.util.regex.Pattern;

/**
 * The etcd keys of the registry: instances, hash ids and elections.
 *
 * @param space where they are
 */
public record RegistryKeys(KeySpace space) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    /** The prefix of all instances. A key is this prefix, the service, a slash and the id of the instance. */
    public String services() {
        return space.at("services/");
    }

    /** The prefix of all elections; the name of the election follows. */
    public String elections() {
        return space.at("elections/");
    }

    /**
     * The prefix of the instances of one service.
     *
     * @throws IllegalArgumentException if {@link Instance#isName} is false for the service
     */
    public String service(String service) {
        return services() + name(service) + "/";
    }

    /**
     * The key of an instance.
     *
     * @throws IllegalArgumentException if {@link Instance#isName} is false for the service or the id
     */
    public String instance(String service, String id) {
        return service(service) + name(id);
    }

    String hashId(String service, String id) {
        return hashIds(service) + name(id);
    }

    /** The prefix of the numbers of all instances of one service. */
    String hashIds(String service) {
        return space.at("hash-ids/") + name(service) + "/of/";
    }

    String lastHashId(String service) {
        return space.at("hash-ids/") + name(service) + "/last";
    }

    /**
     * The key of an election.
     *
     * @throws IllegalArgumentException if {@link Instance#isName} is false for the name
     */
    public String election(String name) {
        return elections() + name(name);
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
