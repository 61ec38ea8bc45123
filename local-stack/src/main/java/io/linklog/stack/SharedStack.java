package io.linklog.stack;

import io.linklog.stack.machine.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One stack for all tests of a JVM. A server starts when the first test asks for it; the stack closes when the JVM
 * ends. Tests share its data, so each must use its own topics, keyspaces and keys. A test that kills servers uses a
 * {@link LocalStack} of its own.
 *
 * <p>This is the only static state of the project: JUnit gives the tests of a JVM no other common place. Thread-safe.
 */
public final class SharedStack {
    private static @Nullable LocalStack stack;

    private SharedStack() {}

    /** The shared stack, in which at least these servers answer. */
    public static synchronized LocalStack with(Server... servers) {
        LocalStack shared = stack;
        if (shared == null) {
            Path folder = folder();
            shared = LocalStack.builder(folder).start();
            stack = shared;
            LocalStack toClose = shared;
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                toClose.close();
                                Folders.delete(folder.resolve("data"));
                            },
                            "shared-stack-close"));
        }
        if (servers.length > 0) {
            shared.start(servers);
        }
        return shared;
    }

    /**
     * Under the module's target/, where the logs of a failed build are expected; without a target/, in the temporary
     * folder.
     */
    private static Path folder() {
        try {
            Path target = Path.of("target").toAbsolutePath();
            return Files.isDirectory(target)
                    ? Files.createDirectories(
                            target.resolve("stack-" + ProcessHandle.current().pid()))
                    : Files.createTempDirectory("linklog-stack-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
