package io.linklog.cli.keys;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.KeyText;
import io.linklog.stack.whole.Addresses;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Works on the keys in etcd during one command. Each call waits some seconds at most. */
final class KeyClient implements AutoCloseable {

    private static final Duration PATIENCE = EtcdSettings.PATIENT.plusSeconds(5);

    private final EtcdSettings settings;
    private final Etcd etcd;
    private final ApiKeyStore keys;

    /** @throws Failure when no etcd is named */
    static KeyClient open(EtcdOptions options) {
        if (!options.isGiven()) {
            throw new Failure(2, "No etcd is known: start Linklog with ./linklog up, or name one with --etcd.", null);
        }
        return new KeyClient(EtcdOptions.Settings.of(options).within(EtcdSettings.PATIENT));
    }

    /** @throws Failure when no stack was ever started in the folder */
    static KeyClient ofStack(Path folder) {
        Addresses stack = Addresses.load(folder)
                .orElseThrow(
                        () -> new Failure(2, "There is no stack in " + folder + "; ./linklog up makes one.", null));
        return new KeyClient(EtcdOptions.Settings.at(AdminKey.etcd(stack)).within(EtcdSettings.PATIENT));
    }

    KeyClient(EtcdSettings settings) {
        this.settings = settings;
        this.etcd = new Etcd(settings);
        this.keys = new ApiKeyStore(etcd, new SecureRandom(), InstantSource.system());
    }

    ApiKeyStore keys() {
        return keys;
    }

    /**
     * Checks an id that a person typed.
     *
     * @throws Failure when it is none; the message does not repeat it, because it may be a whole key
     */
    static String requireId(String typed) {
        if (!KeyText.isId(typed)) {
            throw new Failure(
                    2,
                    "That is not the id of a key; ./linklog keys list shows them. An id is the part of a key between"
                            + " the underscores. A whole key does not belong on a command line, which every user of the"
                            + " machine can read.",
                    null);
        }
        return typed;
    }

    static Failure unknown(String id) {
        return new Failure("There is no key " + id + "; ./linklog keys list shows all.", null);
    }

    /** @throws Failure when etcd does not answer, or the store refuses */
    <T> T await(CompletableFuture<T> call) {
        try {
            return call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalStateException refusal) {
                throw new Failure("Not done: " + refusal.getMessage() + ".", e);
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
