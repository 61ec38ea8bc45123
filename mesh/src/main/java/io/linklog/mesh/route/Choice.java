package io.linklog.mesh.route;

/**
 * How one request chooses its version for itself, whatever the weight: by a header, else by a cookie. Any value but the
 * two chooses nothing. The names are the same for every route: a proxy has them in its configuration and cannot learn
 * others while it runs.
 */
public final class Choice {

    /** The header, which goes before the cookie. */
    public static final String HEADER = "X-Canary";

    public static final String COOKIE = "linklog-canary";

    /** Asks for the canary. */
    public static final String ALWAYS = "always";

    /** Asks for the stable version. */
    public static final String NEVER = "never";

    private Choice() {}
}
