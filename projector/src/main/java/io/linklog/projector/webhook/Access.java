package io.linklog.projector.webhook;

import io.linklog.kit.process.LogBridge;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.projector.ProjectorSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a command reaches, for its time; opened as it is needed. Confined to its thread. */
final class Access implements AutoCloseable {

    private static final Duration PATIENCE = EtcdSettings.PATIENT.plusSeconds(5);

    private final ProjectorSettings settings;
    private final Etcd etcd;
    private final Hooks hooks;
    private @Nullable LogPlaces places;

    Access(Map<String, String> environment) {
        Env env = new Env(environment);
        this.settings = ProjectorSettings.from(env);
        env.check();
        LogBridge.install();
        this.etcd = new Etcd(settings.etcd().within(EtcdSettings.PATIENT));
        this.hooks = new Hooks(etcd);
    }

    ProjectorSettings settings() {
        return settings;
    }

    Hooks hooks() {
        return hooks;
    }

    LogPlaces places() {
        LogPlaces open = places;
        if (open == null) {
            open = new LogPlaces(settings.kafka());
            places = open;
        }
        return open;
    }

    /** @throws Refusal when there is none of this id */
    Hook find(String id) {
        return await(hooks.list()).hooks().stream()
                .map(Hooks.Stored::hook)
                .filter(hook -> hook.id().equals(id))
                .findFirst()
                .orElseThrow(() -> none(id));
    }

    /**
     * Changes one over whatever it is at the moment.
     *
     * @throws Refusal when there is none of this id
     */
    Hook change(String id, UnaryOperator<Hook> change) {
        return await(hooks.change(id, change)).orElseThrow(() -> none(id));
    }

    private static Refusal none(String id) {
        return new Refusal(1, "There is no webhook " + id + "; ./linklog webhooks list shows those there are.", null);
    }

    <T> T await(CompletableFuture<T> call) {
        try {
            return call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw away(e);
        } catch (TimeoutException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(1, "Interrupted.", e);
        }
    }

    private Refusal away(Exception e) {
        return new Refusal(
                1, "etcd at " + settings.etcd().endpoints() + " does not answer; ./linklog status shows what runs.", e);
    }

    @Override
    public void close() {
        LogPlaces open = places;
        if (open != null) {
            open.close();
        }
        etcd.close();
    }
}
