package io.linklog.cli.modules;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.whole.Addresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The main class of another module. It runs in its own process with this terminal: its class path may contradict the
 * launcher's, and the launcher loads none of it.
 *
 * @param module a folder of the project
 * @param heapMegabytes the largest heap of the process
 * @param length how long it usually runs
 */
record ModuleMain(String module, String mainClass, int heapMegabytes, Length length) {

    enum Length {
        /** Too short for the second compiler (C2) to help. */
        SECONDS,
        /** Long enough for both compilers. */
        MINUTES
    }

    /** A main class that may run for minutes. */
    ModuleMain(String module, String mainClass, int heapMegabytes) {
        this(module, mainClass, heapMegabytes, Length.MINUTES);
    }

    /**
     * Runs it to its end.
     *
     * @param folder of the stack; its addresses are the defaults of the environment
     * @return its exit code
     */
    int run(Checkout checkout, Path folder, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(Jdk.current().java(), "-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC"));
        if (length == Length.SECONDS) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(Tuning.more(System.getenv()));
        String classPath = checkout.runnable(module);
        command.addAll(ClassArchive.flagsIfThere(module, classPath));
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return run(command, checkout, folder);
    }

    /** Runs any program to its end, with this terminal and the stack's addresses. */
    static int run(List<String> command, Checkout checkout, Path folder) {
        return run(command, Map.of(), checkout, folder);
    }

    /** @param more environment */
    static int run(List<String> command, Map<String, String> more, Checkout checkout, Path folder) {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        environment.putAll(more);
        Addresses.load(folder).orElseGet(Addresses::usual).environment().forEach(environment::putIfAbsent);
        environment.put("LINKLOG_DIR", folder.toString());
        environment.put("LINKLOG_ROOT", checkout.root().toString());
        try {
            Process process = builder.start();
            // the terminal sends Ctrl-C to both; a kill reaches only the launcher
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-child"));
            return process.waitFor();
        } catch (IOException e) {
            throw new StackException("Could not start " + command.get(0) + ": " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while " + command.get(0) + " ran.", e);
        }
    }
}
