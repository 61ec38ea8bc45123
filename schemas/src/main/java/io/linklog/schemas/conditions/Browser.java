package io.linklog.schemas.conditions;

/** The browsers that a condition can name. */
public enum Browser {
    CHROME,
    FIREFOX,
    EDGE,
    SAFARI,
    OPERA,
    ANDROID_BROWSER
}
