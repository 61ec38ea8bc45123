package io.linklog.webhooks.commands;

import io.linklog.kit.process.LogBridge;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.webhooks.WebhooksSettings;
import io.linklog.webhooks.control.LogPlaces;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The connections of one command. The one to Kafka is opened at its first use. Confined to one thread. */
final class CommandAccess implements AutoCloseable {

    private static final Duration PATIENCE = EtcdSettings.PATIENT.plusSeconds(5);

    private final WebhooksSettings settings;
    private final Etcd etcd;
    private final HookStore hooks;
    private @Nullable LogPlaces places;

    CommandAccess(Map<String, String> environment) {
        Env env = new Env(environment);
        this.settings = WebhooksSettings.from(env);
        env.check();
        LogBridge.install();
        this.etcd = new Etcd(settings.service().etcd().within(EtcdSettings.PATIENT));
        this.hooks = new HookStore(etcd);
    }

    WebhooksSettings settings() {
        return settings;
    }

    HookStore hooks() {
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

    /**
     * Reads a hook.
     *
     * @throws RefusedException if there is none with this id
     */
    Hook find(String id) {
        return await(hooks.find(id)).orElseThrow(() -> unknown(id));
    }

    /**
     * Changes the current version of a hook.
     *
     * @throws RefusedException if there is none with this id
     */
    Hook change(String id, UnaryOperator<Hook> change) {
        return await(hooks.change(id, change)).orElseThrow(() -> unknown(id));
    }

    private static RefusedException unknown(String id) {
        return new RefusedException(1, "There is no webhook " + id + "; ./linklog webhooks list shows all.", null);
    }

    <T> T await(CompletableFuture<T> call) {
        try {
            return call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refusal) {
                throw refusal;
            }
            if (e.getCause() instanceof IllegalStateException || e.getCause() instanceof MalformedValueException) {
                throw new RefusedException(1, e.getCause().getMessage() + ".", e);
            }
            throw noAnswer(e);
        } catch (TimeoutException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(1, "Interrupted.", e);
        }
    }

    private RefusedException noAnswer(Exception e) {
        return new RefusedException(
                1,
                "etcd at " + settings.service().etcd().endpoints()
                        + " does not answer; ./linklog status shows what runs.",
                e);
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
