package io.linklog.query.visitlog;

import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.StateFolder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How visits are logged.
 *
 * @param on whether visits are logged
 * @param folder of the journal
 * @param journalBytes maximum size of visits that wait for Kafka; further visits are dropped and counted
 * @param perSecond maximum number of visits sent to Kafka per second until the journal is half full
 * @param address what is kept of visitors' addresses
 * @param respectPrivacy whether a visitor that sends DNT or Sec-GPC is only counted
 * @param proxies the proxies whose X-Forwarded-For is believed
 * @param places a MaxMind database of cities or countries
 */
public record VisitLogSettings(
        boolean on,
        Path folder,
        long journalBytes,
        int perSecond,
        AddressPolicy address,
        boolean respectPrivacy,
        TrustedProxies proxies,
        Optional<Path> places) {

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    public static VisitLogSettings from(Env env, String instanceId) {
        return new VisitLogSettings(
                env.read("LINKLOG_VISITS", "on", "whether visits are logged: on or off", VisitLogSettings::onOrOff),
                StateFolder.from(env).resolve(instanceId).resolve("visits"),
                env.integer(
                                "LINKLOG_VISIT_JOURNAL_MB",
                                1024,
                                32,
                                1_000_000,
                                "maximum size in MiB of the visits that wait for Kafka; further visits are dropped")
                        * 1024L
                        * 1024L,
                env.integer(
                        "LINKLOG_VISITS_PER_SECOND",
                        5_000,
                        100,
                        10_000_000,
                        "maximum number of visits sent to Kafka per second until the journal is half full"),
                env.read(
                        "LINKLOG_VISIT_ADDRESSES",
                        "anonymous",
                        "what is kept of visitors' addresses: anonymous, full or none",
                        VisitLogSettings::policy),
                env.read(
                        "LINKLOG_RESPECT_DNT",
                        "on",
                        "whether visitors that send DNT or Sec-GPC are only counted: on or off",
                        VisitLogSettings::onOrOff),
                TrustedProxies.from(env),
                env.optional("LINKLOG_GEO_DATABASE", "MaxMind database (.mmdb) with the places of addresses")
                        .map(Path::of));
    }

    private static boolean onOrOff(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new IllegalArgumentException("must be on or off");
        };
    }

    private static AddressPolicy policy(String text) {
        try {
            return AddressPolicy.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be anonymous, full or none", e);
        }
    }
}
