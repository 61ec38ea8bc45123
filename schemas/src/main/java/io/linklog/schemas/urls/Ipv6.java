package io.linklog.schemas.urls;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 address in brackets, in any spelling of RFC 4291, without a zone. What is read and what is not is the URL
 * standard's (WHATWG, "IPv6 parser").
 */
final class Ipv6 {

    private static final int GROUPS = 8;
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern BYTE = Pattern.compile("0|[1-9][0-9]{0,2}");

    private Ipv6() {}

    /** The address as eight groups in brackets; empty if the text is none. */
    static Optional<String> read(String literal) {
        if (literal.length() < 4 || !literal.endsWith("]")) {
            return Optional.empty();
        }
        String text = literal.substring(1, literal.length() - 1);
        int gap = text.indexOf("::");
        List<Integer> before = groups(gap < 0 ? "" : text.substring(0, gap), false);
        List<Integer> after = groups(gap < 0 ? text : text.substring(gap + 2), true);
        if (before == null || after == null) {
            return Optional.empty();
        }
        int missing = GROUPS - before.size() - after.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(before, Collections.nCopies(missing, 0), after)
                .flatMap(List::stream)
                .map(Integer::toHexString)
                .collect(Collectors.joining(":", "[", "]")));
    }

    /**
     * The groups that colons separate; null if one is not valid.
     *
     * @param mayEndInIpv4 whether the last two groups may be written as an IPv4 address
     */
    private static @Nullable List<Integer> groups(String text, boolean mayEndInIpv4) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean isIpv4 = mayEndInIpv4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0;
            if (isIpv4 ? !addIpv4(parts[i], groups) : !GROUP.matcher(parts[i]).matches()) {
                return null;
            }
            if (!isIpv4) {
                groups.add(Integer.parseInt(parts[i], 16));
            }
        }
        return groups;
    }

    /** Adds two groups; false if the text is not four decimal numbers without leading zeros. */
    private static boolean addIpv4(String text, List<Integer> groups) {
        String[] parts = text.split("\\.", -1);
        int address = 0;
        for (String part : parts) {
            if (parts.length != 4 || !BYTE.matcher(part).matches() || Integer.parseInt(part) > 255) {
                return false;
            }
            address = address << 8 | Integer.parseInt(part);
        }
        groups.add(address >>> 16);
        groups.add(address & 0xffff);
        return true;
    }
}
