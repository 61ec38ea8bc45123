package io.linklog.kit.listen;

import io.linklog.kit.settings.Env;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The origins whose pages may call the API from a browser. A page of Linklog's own host always may.
 *
 * @param origins as browsers send them in {@code Origin}: in lower case, without a default port; {@code *} for all
 */
public record AllowedOrigins(Set<String> origins) {

    private static final String ALL = "*";

    public AllowedOrigins {
        origins = Set.copyOf(origins);
    }

    /** Only pages of Linklog's own host. */
    public static AllowedOrigins none() {
        return new AllowedOrigins(Set.of());
    }

    static AllowedOrigins from(Env env) {
        return env.read(
                "LINKLOG_ALLOWED_ORIGINS",
                "",
                "other origins whose pages may call the API from a browser, such as https://app.example,"
                        + " comma-separated; * for every page that a user of this host opens",
                AllowedOrigins::parse);
    }

    private static AllowedOrigins parse(String value) {
        Set<String> origins = new HashSet<>();
        for (String item : value.split(",", -1)) {
            if (!item.isBlank()) {
                origins.add(origin(item.strip()));
            }
        }
        return new AllowedOrigins(origins);
    }

    private static String origin(String item) {
        if (item.equals(ALL)) {
            return ALL;
        }
        URI url = URI.create(item.toLowerCase(Locale.ROOT));
        boolean http = "http".equals(url.getScheme());
        if (!http && !"https".equals(url.getScheme()) || url.getHost() == null || !isBare(url)) {
            throw new IllegalArgumentException(
                    "must be origins such as https://app.example:8443, without a path, or *");
        }
        boolean defaultPort = url.getPort() < 0 || url.getPort() == (http ? 80 : 443);
        return url.getScheme() + "://" + url.getHost() + (defaultPort ? "" : ":" + url.getPort());
    }

    private static boolean isBare(URI url) {
        return url.getRawPath().isEmpty()
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawUserInfo() == null;
    }

    /** Whether no other origin is allowed. */
    public boolean isNone() {
        return origins.isEmpty();
    }

    /** Whether every origin is allowed. */
    public boolean isAll() {
        return origins.contains(ALL);
    }

    /** Whether pages of this origin may call the API. */
    public boolean allows(String origin) {
        return isAll() || origins.contains(origin);
    }
}
