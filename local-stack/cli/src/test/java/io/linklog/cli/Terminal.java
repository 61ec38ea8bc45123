package io.linklog.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** Runs a command as the shell would and keeps what it says on standard error. */
public final class Terminal {

    private final StringWriter err = new StringWriter();

    /** @return the exit code */
    public int run(Object command, String... arguments) {
        return new CommandLine(command)
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(err, true))
                .execute(arguments);
    }

    public String err() {
        return err.toString();
    }

    /** Options that lead to the servers of a stack. */
    public static String[] with(Map<String, String> environment, String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--bootstrap-server";
        all[arguments.length + 1] = environment.get("LINKLOG_KAFKA_BOOTSTRAP");
        return all;
    }
}
