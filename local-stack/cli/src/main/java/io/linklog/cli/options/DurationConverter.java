package io.linklog.cli.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration: an integer and its unit. Each kind of option has bounds and units of its own. */
public abstract class DurationConverter implements ITypeConverter<Duration> {

    private final Pattern form;
    private final String examples;

    /**
     * @param form two groups: the integer; its unit, one of ms, s, m, h and d
     * @param examples for the error
     */
    protected DurationConverter(String form, String examples) {
        this.form = Pattern.compile(form);
        this.examples = examples;
    }

    @Override
    public final Duration convert(String text) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration like " + examples);
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
