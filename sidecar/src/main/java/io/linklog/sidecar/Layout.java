package io.linklog.sidecar;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an HAProxy consists of for one role. Immutable. */
interface Layout {

    /** Its backends, but for those without servers. */
    List<Pool> pools();

    /**
     * The file that HAProxy starts from.
     *
     * @param servers of every pool, those that are to be there from the first moment
     */
    String configuration(Map<Pool, List<Server>> servers);

    /** What is given to HAProxy anew when it is replaced. */
    default Optional<Credentials> credentials() {
        return Optional.empty();
    }

    /** Other files that the configuration names, by name, in the same folder. */
    Map<String, String> files();
}
