package io.linklog.schemas.conditions;

import java.util.Locale;

/** A host, or with {@code *.} before it also every host below it. */
final class HostRange {

    private static final String BELOW = "*.";
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    private final String host;
    private final boolean below;

    private HostRange(String host, boolean below) {
        this.host = host;
        this.below = below;
    }

    static HostRange read(String text) throws InvalidConditionException {
        boolean below = text.startsWith(BELOW);
        String host = (below ? text.substring(BELOW.length()) : text).toLowerCase(Locale.ROOT);
        if (!isHost(host)) {
            throw new InvalidConditionException("matchValue must be a host in ASCII without scheme, port and path, like"
                    + " example.org, or *.example.org for it and all hosts below it");
        }
        return new HostRange(host, below);
    }

    /** @param other in lower case; empty for none */
    boolean contains(String other) {
        int ahead = other.length() - host.length();
        return ahead == 0
                ? other.equals(host)
                : below && ahead > 1 && other.charAt(ahead - 1) == '.' && other.endsWith(host);
    }

    private static boolean isHost(String host) {
        if (host.length() > LONGEST) {
            return false;
        }
        for (String label : host.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > LONGEST_LABEL || !isLabel(label)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLabel(String label) {
        return label.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }
}
