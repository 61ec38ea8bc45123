package io.linklog.kit.access;

import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.ratelimit.LimitSettings;
import io.linklog.kit.settings.Env;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the API checks keys.
 *
 * @param required whether a call needs a key
 * @param snapshot the file that holds the last known keys; no other process may write it
 * @param writeAge the age of the last known keys after which writes are refused; zero for never
 * @param proxies find the address of a caller
 * @param limits what one address may do
 */
public record AccessSettings(
        boolean required, Path snapshot, Duration writeAge, TrustedProxies proxies, LimitSettings limits) {

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static AccessSettings from(Env env, Path instanceFolder) {
        return new AccessSettings(
                env.read(
                        "LINKLOG_API_KEYS",
                        "required",
                        "whether calls of the API need a key: required or off",
                        AccessSettings::isRequired),
                instanceFolder.resolve("api-keys.json"),
                env.duration(
                        "LINKLOG_API_KEYS_WRITE_AGE",
                        Duration.ZERO,
                        "age of the last known keys, while etcd is away, after which writes are answered 503; 0 for"
                                + " never"),
                TrustedProxies.from(env),
                LimitSettings.from(env));
    }

    private static boolean isRequired(String value) {
        return switch (value) {
            case "required" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("must be required or off");
        };
    }
}
