package io.linklog.acceptance.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the shell commands in a document. */
public final class Documents {

    private static final Pattern LOOP = Pattern.compile("(^|[;&|(]\\s*|do )(for|while|until) ");
    private static final Pattern DONE = Pattern.compile("(^|;\\s*)done\\b");

    private static final String FAULTS = "## See it fail";

    private Documents() {}

    /**
     * A command of a document.
     *
     * @param showsFault whether the page shows with it how an invalid call is refused
     */
    public record ShellCommand(String text, boolean showsFault) {}

    /** The commands in a document's {@code sh} blocks, in order. A command may span several lines. */
    public static List<ShellCommand> commands(Path document) throws IOException {
        List<ShellCommand> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        boolean inBlock = false;
        boolean showsFault = false;
        int open = 0;
        for (String line : Files.readAllLines(document, StandardCharsets.UTF_8)) {
            if (line.startsWith("## ")) {
                showsFault = line.equals(FAULTS);
            }
            if (line.strip().equals("```sh")) {
                inBlock = true;
            } else if (line.strip().startsWith("```")) {
                inBlock = false;
            } else if (inBlock && !(line.isBlank() && command.isEmpty())) {
                command.append(line).append('\n');
                open += count(LOOP, line) - count(DONE, line);
                if (open == 0 && !line.endsWith("\\")) {
                    commands.add(new ShellCommand(command.toString(), showsFault));
                    command.setLength(0);
                }
            }
        }
        if (!command.isEmpty()) {
            throw new IllegalArgumentException(document + " has a loop that does not end: " + command);
        }
        return commands;
    }

    private static int count(Pattern pattern, String line) {
        return (int) pattern.matcher(line.strip()).results().count();
    }
}
