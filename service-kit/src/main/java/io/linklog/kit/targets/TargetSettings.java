package io.linklog.kit.targets;

import io.linklog.kit.outbound.PublicTargets;
import io.linklog.kit.settings.Env;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.targets.TargetCheck;

/**
 * The settings of targets, the same for command-service, the topology and an import.
 *
 * @param longest the longest target, in characters of its percent-encoded form; links that have a longer one keep it
 * @param refusesPrivate whether a target must not be an address that only a private network knows
 */
public record TargetSettings(int longest, boolean refusesPrivate) {

    /** The name of the first setting, for programs that have no {@link Env}. */
    public static final String LONGEST = "LINKLOG_LONGEST_TARGET";

    private static final int LEAST = 256;

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static TargetSettings from(Env env) {
        return new TargetSettings(
                env.integer(
                        LONGEST,
                        LongUrls.LONGEST,
                        LEAST,
                        LongUrls.LONGEST,
                        "longest target of a link, in characters when it is percent-encoded; links that have a longer"
                                + " one keep it. The same for command-service, streams-topology and imports"),
                !env.isOn(
                        "LINKLOG_PRIVATE_TARGETS",
                        true,
                        "whether links may lead to private addresses, for instance of an intranet"));
    }

    /** @param targets where links may lead, beside these settings */
    public LongUrls rule(TargetCheck targets) {
        return new LongUrls(longest, refusesPrivate ? targets.and(new PublicTargets()) : targets);
    }
}
