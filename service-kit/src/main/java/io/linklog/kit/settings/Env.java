package io.linklog.kit.settings;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from environment variables. A missing or blank variable has the default value. An invalid one has it
 * too, until {@link #check()} reports all mistakes at once. Records each setting that is read for
 * {@link #declaredSettings()}. Confined to the thread that starts the process.
 */
public final class Env {

    /**
     * A setting that was read.
     *
     * @param defaultValue as text; empty if the setting has no default
     * @param meaning one phrase for the documentation and for errors
     */
    public record Setting(String name, String defaultValue, String meaning) {}

    /** The names that the service registry accepts, except that no colon is allowed. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Map<String, String> values;
    private final Map<String, Setting> declared = new TreeMap<>();
    // a set, because two parts of a process may read the same setting
    private final Set<String> mistakes = new LinkedHashSet<>();

    /** @param values the environment variables, by name */
    public Env(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** A text. */
    public String string(String name, String defaultValue, String meaning) {
        return read(name, defaultValue, meaning, value -> value);
    }

    /** A name that is valid in keys, files and addresses: 1 to 128 letters, digits, dots, underscores and hyphens. */
    public String name(String name, String defaultValue, String meaning) {
        return read(name, defaultValue, meaning, value -> {
            if (!NAME.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "must have 1 to 128 letters, digits or . _ - and begin with a letter or digit");
            }
            return value;
        });
    }

    /** A text without a default; empty if the variable is missing or blank. */
    public Optional<String> optional(String name, String meaning) {
        declared.put(name, new Setting(name, "", meaning));
        return Optional.ofNullable(value(name));
    }

    /**
     * A secret: the variable, or the text of the file that the variable {@code name + "_FILE"} names. Empty without
     * both. Mistakes never show the secret.
     */
    public Optional<String> secret(String name, String meaning) {
        String fileName = name + "_FILE";
        Optional<String> given = optional(name, meaning);
        Optional<String> file = optional(fileName, "file with the " + meaning + ", in place of " + name);
        if (file.isEmpty() || given.isPresent()) {
            if (file.isPresent()) {
                mistakes.add(fileName + "=" + file.get() + ": " + name + " is set as well; set one of them");
            }
            return given;
        }
        try {
            return Optional.of(Files.readString(Path.of(file.get())).strip());
        } catch (IOException | InvalidPathException e) {
            mistakes.add(fileName + "=" + file.get() + ": cannot be read: " + e);
            return Optional.empty();
        }
    }

    /** An integer from {@code min} to {@code max}, both inclusive. */
    public int integer(String name, int defaultValue, int min, int max, String meaning) {
        return read(name, Integer.toString(defaultValue), meaning, value -> {
            int number = Integer.parseInt(value);
            if (number < min || number > max) {
                throw new IllegalArgumentException("must be from " + min + " to " + max);
            }
            return number;
        });
    }

    /**
     * A duration of at least zero: ISO 8601 ({@code PT5S}), or an integer with the unit ms, s, m, h or d
     * ({@code 250ms}).
     */
    public Duration duration(String name, Duration defaultValue, String meaning) {
        return read(name, defaultValue.toString(), meaning, Env::parseDuration);
    }

    /** A duration from {@code min} to {@code max}, both inclusive. */
    public Duration duration(String name, Duration defaultValue, Duration min, Duration max, String meaning) {
        return read(name, defaultValue.toString(), meaning, value -> {
            Duration duration = parseDuration(value);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new IllegalArgumentException("must be from " + min + " to " + max);
            }
            return duration;
        });
    }

    /** A switch: {@code on} or {@code off}. */
    public boolean isOn(String name, boolean defaultValue, String meaning) {
        return read(name, defaultValue ? "on" : "off", meaning + ": on or off", value -> switch (value) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("must be on or off");
        });
    }

    /** A comma-separated list with at least one item. */
    public List<String> list(String name, String defaultValue, String meaning) {
        return read(name, defaultValue, meaning, value -> {
            List<String> items = new ArrayList<>();
            for (String item : value.split(",", -1)) {
                if (!item.isBlank()) {
                    items.add(item.strip());
                }
            }
            if (items.isEmpty()) {
                throw new IllegalArgumentException("must have at least one item");
            }
            return List.copyOf(items);
        });
    }

    /** An absolute http or https URL. Trailing slashes are removed. */
    public URI httpUrl(String name, String defaultValue, String meaning) {
        return read(name, defaultValue, meaning, Env::parseHttpUrl);
    }

    /** A URL as in {@link #httpUrl}, without a default; empty if the variable is missing or blank. */
    public Optional<URI> optionalHttpUrl(String name, String meaning) {
        return optional(name, meaning).flatMap(value -> {
            try {
                return Optional.of(parseHttpUrl(value));
            } catch (IllegalArgumentException e) {
                mistakes.add(name + "=" + value + ": " + e.getMessage() + " (" + meaning + ")");
                return Optional.empty();
            }
        });
    }

    /** A comma-separated list of URLs as in {@link #httpUrl}. */
    public List<URI> httpUrls(String name, String defaultValue, String meaning) {
        List<URI> urls = new ArrayList<>();
        for (String item : list(name, defaultValue, meaning)) {
            try {
                urls.add(parseHttpUrl(item));
            } catch (IllegalArgumentException e) {
                mistakes.add(name + "=" + item + ": " + e.getMessage());
            }
        }
        return urls.isEmpty() ? List.of(URI.create(defaultValue.split(",", -1)[0])) : List.copyOf(urls);
    }

    /**
     * Reports the mistakes in all settings that were read.
     *
     * @throws InvalidSettingsException if there is a mistake; the message names each
     */
    public void check() {
        if (!mistakes.isEmpty()) {
            throw new InvalidSettingsException(List.copyOf(mistakes));
        }
    }

    /** All settings that were read, in the order of their names. */
    public List<Setting> declaredSettings() {
        return List.copyOf(declared.values());
    }

    /**
     * A value of any type.
     *
     * @param parser throws an {@link IllegalArgumentException} if the value is invalid; its message says what the value
     *     must be
     */
    public <T> T read(String name, String defaultValue, String meaning, Function<String, T> parser) {
        declared.put(name, new Setting(name, defaultValue, meaning));
        String value = value(name);
        if (value != null) {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                String why = e instanceof NumberFormatException ? "must be a whole number" : e.getMessage();
                mistakes.add(name + "=" + value + ": " + why + " (" + meaning + ")");
            }
        }
        return parser.apply(defaultValue);
    }

    private @Nullable String value(String name) {
        String value = values.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static URI parseHttpUrl(String value) {
        URI url = URI.create(value.replaceAll("/+$", ""));
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("must be a URL like http://host:port");
        }
        return url;
    }

    private static Duration parseDuration(String value) {
        Duration duration;
        if (value.startsWith("P") || value.startsWith("p")) {
            duration = Duration.parse(value);
        } else {
            int digits = 0;
            while (digits < value.length() && Character.isDigit(value.charAt(digits))) {
                digits++;
            }
            if (digits == 0) {
                throw new IllegalArgumentException("must be a duration like 250ms, 5s or PT5S");
            }
            long amount = Long.parseLong(value.substring(0, digits));
            duration = switch (value.substring(digits)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> throw new IllegalArgumentException("must be a duration like 250ms, 5s or PT5S");
            };
        }
        if (duration.isNegative()) {
            throw new IllegalArgumentException("must not be negative");
        }
        return duration;
    }
}
