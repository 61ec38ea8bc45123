package io.linklog.mesh.route;

/**
 * How a request chooses its version, whatever the weight: by a header, otherwise by a cookie. Values other than
 * {@link #ALWAYS} and {@link #NEVER} are ignored. The names are the same for every route, because a proxy has them in
 * its configuration and cannot learn others at runtime.
 */
public final class Choice {

    /** The name of the header. It takes precedence over the cookie. */
    public static final String HEADER = "X-Canary";

    /** The name of the cookie. */
    public static final String COOKIE = "linklog-canary";

    /** The value that chooses the canary. */
    public static final String ALWAYS = "always";

    /** The value that chooses the stable version. */
    public static final String NEVER = "never";

    private Choice() {}
}
