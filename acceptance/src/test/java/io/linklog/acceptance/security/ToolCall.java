package io.linklog.acceptance.security;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One call of a server's own tool by a script.
 *
 * @param arguments all words of the command line
 * @param input what it reads: standard input, or the file that the last argument names
 */
record ToolCall(String tool, List<String> arguments, String input) {

    /** The values of all options of the form {@code --name value}; one without a value has none. */
    Map<String, List<String>> options() {
        Map<String, List<String>> options = new HashMap<>();
        List<String> values = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("--")) {
                values = options.computeIfAbsent(argument.substring(2), name -> new ArrayList<>());
            } else {
                values.add(argument);
            }
        }
        return options;
    }

    /** The values of an option; empty without it. */
    List<String> all(String option) {
        return options().getOrDefault(option, List.of());
    }

    /** The value of an option that is given once. */
    String one(String option) {
        List<String> values = all(option);
        if (values.size() != 1) {
            throw new AssertionError("One value of --" + option + " is wanted in " + this);
        }
        return values.get(0);
    }
}
