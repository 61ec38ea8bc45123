package io.linklog.cli.up;

import io.linklog.cli.options.Failure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is set for single instances, by the names of environment variables. */
final class InstanceSettings {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    /** What makes an instance another one than its neighbour; two with the same would be a mistake of configuration. */
    private static final Set<String> OURS =
            Set.of("LINKLOG_INSTANCE_ID", "LINKLOG_ADMIN_PORT", "LINKLOG_HTTP_PORT", "LINKLOG_STATE_DIR");

    private InstanceSettings() {}

    /**
     * Reads them as they were typed.
     *
     * @param version what they show as their version; null for that of the build
     * @param settings each {@code NAME=VALUE}
     * @throws Failure when one is no such thing
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
