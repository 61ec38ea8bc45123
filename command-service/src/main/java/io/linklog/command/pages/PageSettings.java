package io.linklog.command.pages;

import io.linklog.kit.settings.Env;
import io.linklog.mesh.keys.RateLimit;

/**
 * Whether and how often the service calls the pages that links lead to.
 *
 * @param isOn whether it does at all
 * @param most calls at once
 * @param perClient the calls of one client
 */
public record PageSettings(boolean isOn, int most, RateLimit perClient) {

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static PageSettings from(Env env) {
        return new PageSettings(
                env.isOn(
                        "LINKLOG_LINK_CHECK",
                        // the operator decides whether the servers call addresses that users choose
                        false,
                        "whether this service may call the targets of links, to check them and to read their titles"),
                env.integer(
                        "LINKLOG_LINK_CHECKS",
                        16,
                        1,
                        1_000,
                        "maximum number of targets that are called at once, of which one client gets a share; more"
                                + " are answered 503"),
                env.read(
                        "LINKLOG_LINK_CHECKS_PER_CLIENT",
                        "120/m",
                        "most calls of targets for one key, such as 120/m; more are answered 429",
                        RateLimit::parse));
    }
}
