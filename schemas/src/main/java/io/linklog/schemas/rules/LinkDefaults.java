package io.linklog.schemas.rules;

import io.linklog.schemas.LinkAttributes;
import java.util.ArrayList;

/** The values that a link has where its create names none. */
public final class LinkDefaults {

    private LinkDefaults() {}

    /** Attributes with this URL and every default. They may be changed. */
    public static LinkAttributes attributes(String longUrl) {
        return new LinkAttributes(
                longUrl,
                null,
                new ArrayList<>(),
                null,
                null,
                null,
                302,
                true,
                false,
                new ArrayList<>(),
                null,
                null,
                null);
    }
}
