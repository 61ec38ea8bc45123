package io.linklog.schemas.targets;

/**
 * An entry of a list of hosts: one host, or a suffix. Two spellings of one entry are equal. Immutable.
 *
 * @param name as {@link TargetHost#name} has it
 * @param isSuffix whether it stands for all names below the name, too
 */
public record HostPattern(String name, boolean isSuffix) {

    private static final int LONGEST = 1_024;

    /**
     * Reads {@code evil.example}, {@code .evil.example} or {@code *.evil.example}. The last two mean the same: the name
     * and all names below it.
     *
     * @throws IllegalArgumentException with what to write instead
     */
    public static HostPattern parse(String text) {
        int skipped = text.startsWith("*.") ? 2 : text.startsWith(".") ? 1 : 0;
        String written = text.substring(skipped);
        String name = written.length() > LONGEST ? "" : TargetHost.canonical(written);
        HostPattern pattern = new HostPattern(name, skipped > 0);
        boolean isAddress = new TargetHost(name, TargetHost.NO_PORT).isAddress();
        if (isAddress ? pattern.isSuffix : !isName(name)) {
            throw new IllegalArgumentException(
                    "must be a host like evil.example, 192.0.2.1 or [2001:db8::1], or a suffix"
                            + " like .evil.example, without scheme, user, port and path");
        }
        return pattern;
    }

    /** Labels with something in each; a star stands for labels only at the begin. */
    private static boolean isName(String name) {
        return !name.isEmpty() && !name.startsWith(".") && !name.contains("..") && name.indexOf('*') < 0;
    }

    /** The entry in its one spelling, a suffix with a dot before it. */
    @Override
    public String toString() {
        return isSuffix ? "." + name : name;
    }
}
