package io.linklog.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A secret from the environment. It is no option, because every user of the machine can read a command line. */
final class SecretVariable {

    private SecretVariable() {}

    /**
     * The value of a variable, else the text of the file that the variable {@code name + "_FILE"} names. Empty without
     * both.
     *
     * @throws Failure when the file cannot be read
     */
    static Optional<String> find(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "");
        String file = environment.getOrDefault(name + "_FILE", "");
        if (!value.isBlank() || file.isBlank()) {
            return Optional.of(value.strip()).filter(text -> !text.isEmpty());
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException | InvalidPathException e) {
            throw new Failure(2, name + "_FILE names a file that cannot be read: " + file, e);
        }
    }
}
