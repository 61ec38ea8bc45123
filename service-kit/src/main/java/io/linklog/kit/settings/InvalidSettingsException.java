package io.linklog.kit.settings;

import java.util.List;

/** The settings are invalid. The message has one line for each mistake. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param mistakes one line for each invalid setting */
    public InvalidSettingsException(List<String> mistakes) {
        super("Correct these settings and start again:\n  " + String.join("\n  ", mistakes));
    }
}
