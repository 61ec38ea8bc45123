package io.linklog.cli.canary;

import io.linklog.cli.options.DurationConverter;

/** Reads a duration like 500ms, 60s, 5m or 1h. */
final class StepTime extends DurationConverter {

    StepTime() {
        super("(\\d{1,9})(ms|s|m|h)", "500ms, 60s, 5m or 1h");
    }
}
