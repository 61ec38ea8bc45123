package io.linklog.cli.keys;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.keys.KeyText;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The API key that a command sends: LINKLOG_KEY, else the one that {@code ./linklog up} left in the stack's folder. It
 * is never an option, because every user of the machine can read a command line. Thread-safe.
 */
public final class CallerKey {

    private static final String VARIABLE = "LINKLOG_KEY";
    private static final Set<String> OWN_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Optional<KeyText> key;
    private final boolean onlyToOwnMachine;

    private CallerKey(Optional<KeyText> key, boolean onlyToOwnMachine) {
        this.key = key;
        this.onlyToOwnMachine = onlyToOwnMachine;
    }

    /** No key, for a Linklog that needs none. */
    public static CallerKey none() {
        return new CallerKey(Optional.empty(), false);
    }

    /**
     * Finds the key.
     *
     * @param environment of the process
     * @param folder of the stack
     * @throws Failure when LINKLOG_KEY is not a key; the message does not repeat it
     */
    public static CallerKey find(Map<String, String> environment, Path folder) {
        String given = environment.getOrDefault(VARIABLE, "").strip();
        if (given.isEmpty()) {
            return new CallerKey(new AdminKey(folder).read(), true);
        }
        KeyText key = KeyText.parse(given)
                .orElseThrow(() -> new Failure(2, VARIABLE + " is not a key like llk_<id>_<secret>.", null));
        return new CallerKey(Optional.of(key), false);
    }

    /**
     * The name of a run that is repeated under this key: another key of LINKLOG_KEY may be another tenant's, and what
     * one tenant has done is not done for another.
     *
     * @param name of the run, whoever makes it
     */
    public String runOf(String name) {
        return key.isPresent() && !onlyToOwnMachine
                ? name + " of the key " + key.get().id()
                : name;
    }

    /**
     * Adds the key to a call. The key of the stack's folder goes only to this machine: an address that a person names
     * may be of somebody else's Linklog.
     */
    public void addTo(HttpRequest.Builder request, URI service) {
        if (key.isPresent() && (!onlyToOwnMachine || OWN_MACHINE.contains(service.getHost()))) {
            request.header(KeyText.HEADER, key.get().reveal());
        }
    }
}
