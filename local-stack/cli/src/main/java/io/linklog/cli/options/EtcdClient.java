package io.linklog.cli.options;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.whole.Addresses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of etcd during one command. Each call waits some seconds at most. */
public final class EtcdClient implements AutoCloseable {

    private static final Duration PATIENCE = EtcdSettings.PATIENT.plusSeconds(5);

    private final EtcdSettings settings;
    private final Etcd etcd;

    private EtcdClient(EtcdSettings settings) {
        this.settings = settings.within(EtcdSettings.PATIENT);
        this.etcd = new Etcd(this.settings);
    }

    /** @throws Failure when no etcd is named */
    public static EtcdClient open(EtcdOptions options) {
        if (!options.isGiven()) {
            throw new Failure(2, "No etcd is known: start Linklog with ./linklog up, or name one with --etcd.", null);
        }
        return new EtcdClient(EtcdOptions.Settings.of(options));
    }

    /** @throws Failure when no stack was ever started in the folder */
    public static EtcdClient ofStack(Path folder) {
        Addresses stack = Addresses.load(folder)
                .orElseThrow(
                        () -> new Failure(2, "There is no stack in " + folder + "; ./linklog up makes one.", null));
        return at(endpoint(stack));
    }

    /** For an etcd without a password. */
    public static EtcdClient at(URI endpoint) {
        return new EtcdClient(EtcdOptions.Settings.at(endpoint));
    }

    /** The etcd of a stack on this machine. */
    public static URI endpoint(Addresses stack) {
        return URI.create("http://127.0.0.1:" + stack.port("LINKLOG_ETCD_PORT"));
    }

    public Etcd etcd() {
        return etcd;
    }

    /**
     * Waits for a call.
     *
     * @throws Failure when etcd does not answer, or who is asked refuses with an {@link IllegalStateException}
     * @throws IllegalArgumentException when who is asked refuses what the command was given
     */
    public <T> T await(CompletableFuture<T> call) {
        try {
            return call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalStateException refusal) {
                throw new Failure("Not done: " + refusal.getMessage() + ".", e);
            }
            if (e.getCause() instanceof IllegalArgumentException mistake) {
                throw mistake;
            }
            throw away(e);
        } catch (TimeoutException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.", e);
        }
    }

    private Failure away(Exception cause) {
        return new Failure(
                "etcd at " + settings.endpoints() + " does not answer; ./linklog status shows what runs.", cause);
    }

    @Override
    public void close() {
        etcd.close();
    }
}
