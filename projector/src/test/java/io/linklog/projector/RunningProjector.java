package io.linklog.projector;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import java.util.Map;

/** A projector in the JVM of the test, started as its main method starts it. */
public final class RunningProjector implements AutoCloseable {

    private final Closer closer = new Closer();
    private final Health health = new Health();

    public RunningProjector(TestStores stores) throws Exception {
        Projector.start(new Env(stores.environment()), health, closer);
        health.markStarted();
    }

    /** The problems that make the projector not ready. */
    public Map<String, String> readinessProblems() {
        return health.readinessProblems();
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
