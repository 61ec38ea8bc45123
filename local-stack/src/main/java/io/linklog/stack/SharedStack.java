package io.linklog.stack;

import io.linklog.stack.machine.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One stack for all tests of a JVM: the first that asks for a server starts it, the end of the JVM closes it. Tests
 * share its data, so each must name its own topics, keyspaces and keys; one that kills servers takes a
 * {@link LocalStack} of its own.
 *
 * <p>This is the one static state of the project, because JUnit gives a JVM's tests no other common place. Thread-safe.
 */
public final class SharedStack {
    private static @Nullable LocalStack stack;

    private SharedStack() {}

    /** The stack, in which at least these servers answer. */
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

    /** Under the module's target/, where logs are found after a failed build; /tmp where there is none. */
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
