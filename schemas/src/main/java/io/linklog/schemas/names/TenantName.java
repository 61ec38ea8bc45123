package io.linklog.schemas.names;

import java.util.regex.Pattern;

/** The rules of the names of tenants on the log. */
public final class TenantName {

    /** The tenant of everything that was made before there were tenants. */
    public static final String DEFAULT = "default";

    /** The most characters of a name. */
    public static final int LONGEST = 64;

    // wider than what the API accepts: a record that was once accepted stays readable
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1," + LONGEST + "}");

    private TenantName() {}

    /** Whether a text can be the name of a tenant. */
    public static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * The same name, as one object for all callers that hold it for long: a cache of links holds the same few names
     * again and again.
     */
    public static String share(String name) {
        return name.equals(DEFAULT) ? DEFAULT : name.intern();
    }
}
