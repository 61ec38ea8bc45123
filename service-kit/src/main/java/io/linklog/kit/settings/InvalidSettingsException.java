package io.linklog.kit.settings;

import java.util.List;

/** Settings that cannot be used; the message names every mistake, a line each. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidSettingsException(List<String> mistakes) {
        super("Mend these settings and start again:\n  " + String.join("\n  ", mistakes));
    }
}
