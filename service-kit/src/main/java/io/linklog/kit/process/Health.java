package io.linklog.kit.process;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The readiness and liveness of a process. Thread-safe.
 *
 * <p>A process that is not ready should get no requests. A process that is not alive should be restarted. An
 * unavailable database never makes a process dead, and makes it not ready only if the process cannot work without the
 * database.
 */
public final class Health {

    private final Map<String, Supplier<Optional<String>>> readinessChecks = new ConcurrentHashMap<>();
    private final Map<String, String> deaths = new ConcurrentHashMap<>();
    private volatile Optional<String> identity = Optional.empty();
    private volatile boolean started;
    private volatile boolean stopping;

    /** Sets the name of this instance, {@code service/id}. */
    public void identify(String serviceAndInstance) {
        identity = Optional.of(serviceAndInstance);
    }

    /** The name of this instance, {@code service/id}; empty until {@link #identify} is called. */
    public Optional<String> identity() {
        return identity;
    }

    /**
     * Adds a readiness check.
     *
     * @param check returns the problem, or empty if there is none; must not block, because it is called several times a
     *     second
     */
    public void addReadinessCheck(String name, Supplier<Optional<String>> check) {
        readinessChecks.put(name, check);
    }

    /** Marks the process as started. Until then it is not ready. */
    public void markStarted() {
        started = true;
    }

    /** Marks the process as stopping. From then on it is not ready. */
    public void markStopping() {
        stopping = true;
    }

    /** Whether the process is stopping. */
    public boolean isStopping() {
        return stopping;
    }

    /** Reports that an essential part of the process has ended. From then on the process is not alive. */
    public void reportDeath(String name, String why) {
        deaths.put(name, why);
    }

    /** The problems that make the process not ready, by the name of the part; empty if it is ready. */
    public Map<String, String> readinessProblems() {
        Map<String, String> problems = new TreeMap<>(deaths);
        if (stopping) {
            problems.put("process", "is stopping");
        } else if (!started) {
            problems.put("process", "is starting");
        }
        readinessChecks.forEach((name, check) -> check.get().ifPresent(problem -> problems.put(name, problem)));
        return problems;
    }

    /** The reasons why the process is not alive, by the name of the part; empty if it is alive. */
    public Map<String, String> deaths() {
        return new TreeMap<>(deaths);
    }
}
