package io.linklog.cli.up;

import io.linklog.cli.options.Failure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settings of single instances: environment variables by their names. */
final class InstanceSettings {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    /** These differ between instances, so a caller cannot set them. */
    private static final Set<String> OURS =
            Set.of("LINKLOG_INSTANCE_ID", "LINKLOG_ADMIN_PORT", "LINKLOG_HTTP_PORT", "LINKLOG_STATE_DIR");

    private InstanceSettings() {}

    /**
     * Reads settings from the command line.
     *
     * @param version that the instances register; null for that of the build
     * @param settings each {@code NAME=VALUE}
     * @throws Failure when one is invalid
     */
    static Map<String, String> parse(@Nullable String version, List<String> settings) {
        Map<String, String> parsed = new TreeMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            String name = setting.substring(0, Math.max(0, equals));
            if (!NAME.matcher(name).matches()) {
                throw new Failure(
                        2,
                        "--set \"" + setting + "\" is not NAME=VALUE, for instance LINKLOG_CACHE_ENTRIES=1000.",
                        null);
            }
            if (OURS.contains(name)) {
                throw new Failure(2, name + " cannot be set: each instance gets its own.", null);
            }
            if (parsed.putIfAbsent(name, setting.substring(equals + 1)) != null) {
                throw new Failure(2, name + " is set twice.", null);
            }
        }
        if (version != null) {
            if (version.isBlank()) {
                throw new Failure(2, "--version needs a version, for instance 1.1.", null);
            }
            if (parsed.putIfAbsent("LINKLOG_VERSION", version.strip()) != null) {
                throw new Failure(2, "The version is given twice, by --version and by --set LINKLOG_VERSION.", null);
            }
        }
        return parsed;
    }
}
