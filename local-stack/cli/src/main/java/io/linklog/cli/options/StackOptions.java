package io.linklog.cli.options;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Processes;
import io.linklog.stack.whole.Addresses;
import io.linklog.stack.whole.Instances;
import io.linklog.stack.whole.WholeStack;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which stack a command works on. */
public final class StackOptions {

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description =
                    "Folder of data, logs and configuration (default: LINKLOG_DIR, else .linklog in the project).")
    private @Nullable Path dir;

    private final Checkout checkout = Checkout.find().fromCopies();

    public Checkout checkout() {
        return checkout;
    }

    public Path folder() {
        String fromEnvironment = System.getenv("LINKLOG_DIR");
        Path folder = dir != null
                ? dir
                : fromEnvironment != null && !fromEnvironment.isBlank()
                        ? Path.of(fromEnvironment)
                        : checkout.root().resolve(".linklog");
        return folder.toAbsolutePath().normalize();
    }

    /** The stack as it started last. */
    public WholeStack existingStack() {
        return WholeStack.in(checkout, folder(), Addresses.load(folder()).orElseGet(Addresses::usual));
    }

    /** The stack as it started last; if its files cannot be read, one that can be ended by its recorded processes. */
    public WholeStack stackToEnd() {
        try {
            return existingStack();
        } catch (StackException unreadable) {
            return new WholeStack(checkout, folder(), Addresses.usual(), Instances.one(Addresses.usual()));
        }
    }

    /**
     * The stack as it will start: with the wanted ports, else those it had, else the usual ones.
     *
     * @param portBase the first port; null when none is given
     */
    public WholeStack chosenStack(@Nullable Integer portBase, Map<String, String> environment) {
        Processes processes = new Processes(folder());
        WholeStack stack = WholeStack.in(checkout, folder(), addresses(portBase, environment, processes));
        return stack.with(
                stack.instances().withFreePorts(name -> processes.find(name).isPresent()));
    }

    private Addresses addresses(@Nullable Integer portBase, Map<String, String> environment, Processes processes) {
        Optional<Addresses> saved = Addresses.load(folder());
        if (portBase == null && !Addresses.anyIn(environment)) {
            return saved.orElseGet(Addresses::usual);
        }
        Addresses wanted = (portBase == null ? Addresses.usual() : Addresses.from(portBase)).with(environment);
        boolean runs =
                processes.names().stream().anyMatch(name -> processes.find(name).isPresent());
        if (runs && saved.isPresent() && !saved.get().equals(wanted)) {
            throw new StackException(
                    "The stack in " + folder() + " already runs on other ports: ./linklog down first.");
        }
        return wanted;
    }

    /**
     * Saves the class path of this command line. With it {@code down} and {@code status} work while a newer build is
     * broken or gone.
     */
    public void saveClassPath() {
        try {
            Files.createDirectories(folder());
            Files.writeString(folder().resolve("cli.classpath"), checkout.runnable("local-stack/cli"));
        } catch (IOException e) {
            throw new StackException("Cannot write to " + folder() + ": " + e.getMessage() + ".", e);
        }
    }

    /** Locks the folder against another {@code up}, {@code scale} or {@code down}. */
    public FileLock lock() {
        try {
            Files.createDirectories(folder());
            FileChannel channel =
                    FileChannel.open(folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new StackException("Another ./linklog up, scale or down works on " + folder() + " right now.");
            }
            return lock;
        } catch (IOException e) {
            throw new StackException("Cannot write to " + folder() + ": " + e.getMessage() + ".", e);
        }
    }
}
