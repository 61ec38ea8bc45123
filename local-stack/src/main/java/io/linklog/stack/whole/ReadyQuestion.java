package io.linklog.stack.whole;

import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.util.stream.Collectors;

/** Asks a process over HTTP whether it is ready. */
final class ReadyQuestion {
    /** The longest reason that is shown. */
    private static final int LONGEST = 200;

    private ReadyQuestion() {}

    /** Asks {@code /readyz} of one of our processes. */
    static boolean ask(int adminPort) throws IOException, Program.NotReady {
        HttpProbe.Answer answer = HttpProbe.get("http://127.0.0.1:" + adminPort + "/readyz");
        if (answer.status() != 200) {
            throw new Program.NotReady(inOneLine(answer.body()));
        }
        return true;
    }

    static String inOneLine(String text) {
        String line =
                text.lines().map(String::strip).filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
        return line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line;
    }
}
