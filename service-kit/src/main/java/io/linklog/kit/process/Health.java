package io.linklog.kit.process;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a process says of itself. A check is a cheap look at memory, not a remote call: it returns what is wrong, or
 * nothing. Thread-safe.
 *
 * <p>Ready: may be sent work. Alive: need not be restarted. A store being away makes a process not ready only where it
 * can do nothing without it; it never makes it dead.
 */
public final class Health {

    private final Map<String, Supplier<Optional<String>>> readiness = new ConcurrentHashMap<>();
    private final Map<String, String> deaths = new ConcurrentHashMap<>();
    private volatile Optional<String> identity = Optional.empty();
    private volatile boolean started;
    private volatile boolean stopping;

    /** Says who the process is: {@code service/instance}. */
    public void identify(String serviceAndInstance) {
        identity = Optional.of(serviceAndInstance);
    }

    /** Who the process is, as far as that is known. */
    public Optional<String> identity() {
        return identity;
    }

    /** Adds a check that says what keeps the process from being sent work. */
    public void readyWhen(String name, Supplier<Optional<String>> problem) {
        readiness.put(name, problem);
    }

    /** Says that the process has started; before, it is not ready. */
    public void started() {
        started = true;
    }

    /** Says that the process is going away; from now on it is not ready. */
    public void stopping() {
        stopping = true;
    }

    /** Whether the process is going away. */
    public boolean isStopping() {
        return stopping;
    }

    /** Says that something the process cannot do without has ended for good: it should be restarted. */
    public void died(String name, String why) {
        deaths.put(name, why);
    }

    /** What keeps the process from being sent work, by name; empty when ready. */
    public Map<String, String> notReady() {
        Map<String, String> problems = new TreeMap<>(deaths);
        if (stopping) {
            problems.put("process", "is stopping");
        } else if (!started) {
            problems.put("process", "is starting");
        }
        readiness.forEach((name, check) -> check.get().ifPresent(problem -> problems.put(name, problem)));
        return problems;
    }

    /** What died for good, by name; empty when alive. */
    public Map<String, String> dead() {
        return new TreeMap<>(deaths);
    }
}
