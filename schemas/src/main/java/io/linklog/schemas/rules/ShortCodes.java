package io.linklog.schemas.rules;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The rule for the path of a short link. Generated codes are a subset of what a custom slug may be. */
public final class ShortCodes {

    /** The longest custom slug, in characters. */
    public static final int LONGEST = 64;

    // ASCII only: a slug is read aloud, printed and typed, and look-alikes of other scripts invite fraud
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0," + (LONGEST - 1) + "}");

    /** Paths that the service answers itself or may need one day, compared without regard to case. */
    private static final Set<String> RESERVED = Set.of(
            "about",
            "admin",
            "api",
            "app",
            "assets",
            "console",
            "dashboard",
            "docs",
            "favicon",
            "health",
            "healthz",
            "help",
            "index",
            "livez",
            "login",
            "logout",
            "metrics",
            "openapi",
            "preview",
            "qr",
            "ready",
            "readyz",
            "rest",
            "robots",
            "signup",
            "sitemap",
            "static",
            "stats",
            "status",
            "well-known");

    private ShortCodes() {}

    /** Whether a text has the form of a code. Says nothing of whether there is such a link. */
    public static boolean isWellFormed(String code) {
        return VALID.matcher(code).matches();
    }

    /** What is said to whoever wants a slug that was given before, by whichever process notices first. */
    public static String taken(String slug) {
        return "The slug \"" + slug + "\" is taken; choose another, or none to get one.";
    }

    /** Whether a well-formed code is kept for the service itself. */
    public static boolean isReserved(String code) {
        return RESERVED.contains(code.toLowerCase(Locale.ROOT));
    }
}
