package io.linklog.stack.whole;

import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.machine.Executables;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How HAProxy is started with a configuration that its agent wrote. */
final class HaproxyLaunch {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private HaproxyLaunch() {}

    /**
     * HAProxy writes each event of a server twice: with a date to standard output, without one to standard error. The
     * latter gets a log of its own, {@code NAME.stderr.log}. The configuration is checked first, so that the message of
     * a failed start says what is wrong with it.
     *
     * @param name of the process
     * @param config relative to the folder, in which HAProxy runs
     * @throws StackException when HAProxy refuses the configuration
     */
    static Program.Launch of(String name, Path config, Path folder) {
        DebianPackage.Installed haproxy = DebianPackage.HAPROXY.find();
        String program = haproxy.program().toString();
        Executables.Result check =
                Executables.run(LIMIT, List.of(program, "-c", "-f", config.toString()), haproxy.environment(), folder);
        if (!check.ok()) {
            throw new StackException("HAProxy refuses " + folder.resolve(config) + ": "
                    + check.output().strip());
        }
        return new Program.Launch(
                List.of(
                        "/bin/sh",
                        "-c",
                        "exec \"$0\" -db -f \"$1\" 2>> \"$2\"",
                        program,
                        config.toString(),
                        "logs/" + name + Processes.STDERR_LOG),
                haproxy.environment(),
                folder);
    }
}
