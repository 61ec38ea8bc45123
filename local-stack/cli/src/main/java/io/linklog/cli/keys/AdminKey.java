package io.linklog.cli.keys;

import io.linklog.cli.options.EtcdClient;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/**
 * The first admin key of a stack, in two files of its folder that only their owner may read: {@code admin.key} with the
 * key, {@code admin.header} with the header line that {@code curl -H @file} takes.
 */
public final class AdminKey {

    private static final String KEY = "admin.key";
    private static final String HEADER = "admin.header";
    private static final String NAME = "first admin, made by ./linklog up";

    private final Path folder;

    /** @param folder of the stack */
    public AdminKey(Path folder) {
        this.folder = folder;
    }

    /** The file with the key. */
    public Path file() {
        return folder.resolve(KEY);
    }

    /** The file with the header line. */
    public Path header() {
        return folder.resolve(HEADER);
    }

    /**
     * The key; empty if there is none.
     *
     * @throws StackException when the file cannot be read
     */
    public Optional<KeyText> read() {
        try {
            return KeyText.parse(Files.readString(file()).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StackException("Cannot read " + file() + ": " + e.getMessage() + ".", e);
        }
    }

    /**
     * Makes the key unless the files hold one that works. Waits for etcd.
     *
     * @param etcd the stack's own
     * @return whether it was made
     */
    public boolean ensure(URI etcd) {
        try (KeyClient client = new KeyClient(EtcdClient.at(etcd))) {
            Optional<KeyText> present = read();
            if (present.isPresent() && Files.exists(header()) && works(client, present.get())) {
                return false;
            }
            ApiKeyStore.Issued issued = client.await(client.keys()
                    .create(new ApiKeyStore.Request(
                            NAME, ApiKey.DEFAULT_TENANT, Role.ADMIN, Optional.empty(), Optional.empty())));
            // the key last: whoever dies between the two leaves no key that works beside a header that does not
            write(HEADER, KeyText.HEADER + ": " + issued.text().reveal() + "\n");
            write(KEY, issued.text().reveal() + "\n");
            return true;
        }
    }

    private static boolean works(KeyClient client, KeyText text) {
        Instant now = Instant.now();
        return client.await(client.keys().list()).stream()
                .filter(key -> key.id().equals(text.id()))
                .anyMatch(key -> key.isUsableAt(now) && key.acceptsAt(now, text.hash()) && key.isSystemAdmin());
    }

    private void write(String name, String text) {
        try {
            // a temporary file is its owner's only (0600), and the move keeps that
            Path next = Files.createTempFile(folder, name + ".", ".tmp");
            try {
                Files.writeString(next, text);
                Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw new StackException("Cannot write " + folder.resolve(name) + ": " + e.getMessage() + ".", e);
        }
    }
}
