package io.linklog.cli.importing.values;

/** Which of the two first numbers of a date like 03/04/2026 is the day. The names are those of the option. */
public enum DateOrder {
    /** Day, month, year. */
    dmy,
    /** Month, day, year. */
    mdy
}
