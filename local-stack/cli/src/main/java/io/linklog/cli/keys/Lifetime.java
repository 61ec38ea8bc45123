package io.linklog.cli.keys;

import io.linklog.cli.options.DurationConverter;

/** Reads a duration like 90d, 12h, 30m or 60s. */
final class Lifetime extends DurationConverter {

    Lifetime() {
        super("(\\d{1,6})([smhd])", "90d, 12h, 30m or 60s");
    }
}
