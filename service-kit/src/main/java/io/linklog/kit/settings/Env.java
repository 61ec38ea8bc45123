package io.linklog.kit.settings;

import java.net.URI;
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
 * Reads settings from the environment. Mistakes are collected, so that {@link #check()} reports all of them at once;
 * until then a mistaken setting has its default. Every name that was asked for is remembered for {@link #declared()}.
 * Confined to the thread that starts the process.
 */
public final class Env {

    /** One setting that was asked for: its name, its default as text ("" for none), and what it means. */
    public record Setting(String name, String defaultValue, String meaning) {}

    /** What the registry in etcd takes for a name, without the colon. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Map<String, String> values;
    private final Map<String, Setting> declared = new TreeMap<>();
    // a set: some settings are read by two parts of a process
    private final Set<String> mistakes = new LinkedHashSet<>();

    public Env(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** A text; an empty value counts as none. */
    public String string(String name, String defaultValue, String meaning) {
        return read(name, defaultValue, meaning, value -> value);
    }

    /** A name that fits into keys, files and addresses: letters, digits and . _ - , 128 at most. */
    public String name(String name, String defaultValue, String meaning) {
        return read(name, defaultValue, meaning, value -> {
            if (!NAME.matcher(value).matches()) {
                throw new IllegalArgumentException("must be letters, digits and . _ - , at most 128");
            }
            return value;
        });
    }

    /** A text that may be absent. */
    public Optional<String> optional(String name, String meaning) {
        declared.put(name, new Setting(name, "", meaning));
        return Optional.ofNullable(value(name));
    }

    /** A whole number within bounds, both inclusive. */
    public int integer(String name, int defaultValue, int min, int max, String meaning) {
        return read(name, Integer.toString(defaultValue), meaning, value -> {
            int number = Integer.parseInt(value);
            if (number < min || number > max) {
                throw new IllegalArgumentException("must be from " + min + " to " + max);
            }
            return number;
        });
    }

    /** A duration of at least zero: ISO 8601 ({@code PT5S}) or a number with ms, s, m, h or d ({@code 250ms}). */
    public Duration duration(String name, Duration defaultValue, String meaning) {
        return read(name, defaultValue.toString(), meaning, Env::parseDuration);
    }

    /** A duration within bounds, both inclusive. */
    public Duration duration(String name, Duration defaultValue, Duration min, Duration max, String meaning) {
        return read(name, defaultValue.toString(), meaning, value -> {
            Duration duration = parseDuration(value);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new IllegalArgumentException("must be from " + min + " to " + max);
            }
            return duration;
        });
    }

    /** A comma-separated list; at least one item. */
    public List<String> list(String name, String defaultValue, String meaning) {
        return read(name, defaultValue, meaning, value -> {
            List<String> items = new ArrayList<>();
            for (String item : value.split(",", -1)) {
                if (!item.isBlank()) {
                    items.add(item.strip());
                }
            }
            if (items.isEmpty()) {
                throw new IllegalArgumentException("must name at least one");
            }
            return List.copyOf(items);
        });
    }

    /** An absolute http or https address without a trailing slash. */
    public URI httpUrl(String name, String defaultValue, String meaning) {
        return read(name, defaultValue, meaning, Env::parseHttpUrl);
    }

    /** The same, and it may be absent. */
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

    /** A comma-separated list of http or https addresses. */
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
     * Ends the reading.
     *
     * @throws InvalidSettingsException naming every mistake
     */
    public void check() {
        if (!mistakes.isEmpty()) {
            throw new InvalidSettingsException(List.copyOf(mistakes));
        }
    }

    /** Every setting that was asked for so far, by name. */
    public List<Setting> declared() {
        return List.copyOf(declared.values());
    }

    /**
     * What has a form of its own.
     *
     * @param parser throws IllegalArgumentException with what the value must be
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
            throw new IllegalArgumentException("must be an address like http://host:port");
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
