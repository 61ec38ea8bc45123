package io.linklog.cli.domains;

import io.linklog.cli.keys.AdminKey;
import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.domains.DomainStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.whole.Addresses;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Works on the domains in etcd during one command. Each call waits some seconds at most. */
final class DomainClient implements AutoCloseable {

    private static final Duration PATIENCE = EtcdSettings.PATIENT.plusSeconds(5);

    private final EtcdSettings settings;
    private final Etcd etcd;
    private final DomainStore domains;

    /**
     * @param folder of a stack, whose etcd is used; null for the etcd of the options
     * @throws Failure when no etcd is named
     */
    static DomainClient open(EtcdOptions options, @Nullable Path folder) {
        if (folder != null) {
            Addresses stack = Addresses.load(folder)
                    .orElseThrow(
                            () -> new Failure(2, "There is no stack in " + folder + "; ./linklog up makes one.", null));
            return new DomainClient(
                    EtcdOptions.Settings.at(AdminKey.etcd(stack)).within(EtcdSettings.PATIENT));
        }
        if (!options.isGiven()) {
            throw new Failure(2, "No etcd is known: start Linklog with ./linklog up, or name one with --etcd.", null);
        }
        return new DomainClient(EtcdOptions.Settings.of(options).within(EtcdSettings.PATIENT));
    }

    private DomainClient(EtcdSettings settings) {
        this.settings = settings;
        this.etcd = new Etcd(settings);
        this.domains = new DomainStore(etcd, InstantSource.system());
    }

    DomainStore domains() {
        return domains;
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
