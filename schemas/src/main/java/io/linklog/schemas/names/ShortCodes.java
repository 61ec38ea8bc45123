package io.linklog.schemas.names;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The rule for the path of a short link. It holds for custom slugs; generated codes satisfy it, too. */
public final class ShortCodes {

    /** The longest custom slug, in characters. */
    public static final int LONGEST = 64;

    // ASCII only: people read slugs aloud, print and type them, and similar letters of other scripts allow fraud
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0," + (LONGEST - 1) + "}");

    /** Paths of the service itself, present or future. Case is ignored. */
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

    /** Whether a text has the form of a code. The link need not exist. */
    public static boolean isWellFormed(String code) {
        return VALID.matcher(code).matches();
    }

    /** The message about a taken slug. Every process gives the same one. */
    public static String takenMessage(String slug) {
        return "The slug \"" + slug + "\" is taken; choose another one, or leave it out for a generated code.";
    }

    /** Whether a well-formed code is reserved for the service. */
    public static boolean isReserved(String code) {
        return RESERVED.contains(code.toLowerCase(Locale.ROOT));
    }
}
