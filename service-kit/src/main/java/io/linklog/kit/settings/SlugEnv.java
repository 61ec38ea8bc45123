package io.linklog.kit.settings;

import io.linklog.schemas.names.SlugRules;

/** Reads what new slugs may be, and how paths are looked up. The same for all services. */
public final class SlugEnv {

    private SlugEnv() {}

    /** Reads the rules of new slugs; mistakes are reported by {@link Env#check()}. */
    public static SlugRules rules(Env env) {
        boolean anyScript = env.read(
                "LINKLOG_SLUG_ANY_SCRIPT",
                "off",
                "whether a custom slug may have letters and digits of any script: on or off. Letters of different"
                        + " scripts are not mixed, because they look alike",
                SlugEnv::isOn);
        return new SlugRules(anyScript, ignoreCase(env));
    }

    /** Whether upper and lower case of a custom slug are one. */
    public static boolean ignoreCase(Env env) {
        return env.read(
                "LINKLOG_SLUG_IGNORE_CASE",
                "off",
                "whether upper and lower case of custom slugs are one: on or off. A new slug is stored in lower case;"
                        + " a path is looked up as it was sent, then in lower case. Generated codes and older slugs"
                        + " keep their case. The same for command-service and query-service",
                SlugEnv::isOn);
    }

    private static boolean isOn(String value) {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("must be on or off");
        };
    }
}
