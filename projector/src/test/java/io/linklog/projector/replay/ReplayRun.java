package io.linklog.projector.replay;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A run of {@code ./linklog replay}: its exit code, and what it printed. */
record ReplayRun(int exitCode, String text) {

    static ReplayRun of(Map<String, String> environment, String... options) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int exitCode = ReplayMain.commandLine(environment, out)
                .setErr(new PrintWriter(out, true))
                .execute(options);
        return new ReplayRun(exitCode, bytes.toString(StandardCharsets.UTF_8));
    }
}
