package io.linklog.sidecar.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with placeholders: <code>${name}</code>. */
record Template(String text) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z.-]+)}");

    /** Reads a template from the resources of this package. */
    static Template load(String resource) {
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + resource + " is missing from the build");
            }
            return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces the placeholders.
     *
     * @throws IllegalArgumentException for a placeholder without a value
     */
    String fill(Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalArgumentException("No value for " + place.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
