package io.linklog.schemas.conditions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What conditions know of one visit. An answer may cost something the first time. */
public interface Visitor {

    /** The value of a parameter in the query of the short URL, decoded; empty without a value, null if it is absent. */
    @Nullable
    String parameter(String name);

    /** The languages that the visitor prefers, as {@link Languages#preferred} returns them. */
    List<String> languages();

    /** Whether the visitor's device is of a kind. */
    boolean isOn(Device device);

    /** Null for others than the known ones. */
    @Nullable
    Browser browser();

    /** The host of the page that the visitor comes from, in lower case; empty for none. */
    String referrer();

    /** 4 or 16 bytes; empty if unknown. Not to be changed. */
    byte[] address();

    /** ISO 3166-1 alpha-2; null if unknown. */
    @Nullable
    String country();

    /** The English name; null if unknown. */
    @Nullable
    String city();

    /** The time of the visit, in milliseconds since 1970. */
    long nowMillis();

    /**
     * A number that looks random, but is the same at each visit of this link from the same address with the same
     * User-Agent.
     */
    long draw();
}
