package io.linklog.query.rules;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the query of a short URL. */
final class QueryValues {

    // beyond it, parameters count as absent: the cost of a visit has a bound that its sender does not set
    private static final int MOST = 100;

    private QueryValues() {}

    /**
     * The values by name, decoded. A parameter without {@code =} has the empty value; of several with one name, the
     * last counts.
     *
     * @param query not decoded, without question mark; null for none
     */
    static Map<String, String> read(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new HashMap<>();
        int from = 0;
        for (int i = 0; i < MOST && from <= query.length(); i++) {
            int ampersand = query.indexOf('&', from);
            int end = ampersand < 0 ? query.length() : ampersand;
            int equals = query.indexOf('=', from);
            boolean valued = equals >= 0 && equals < end;
            String name = decode(query.substring(from, valued ? equals : end));
            if (!name.isEmpty()) {
                values.put(name, valued ? decode(query.substring(equals + 1, end)) : "");
            }
            from = end + 1;
        }
        return values;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a percent sign that encodes nothing stands for itself
        }
    }
}
