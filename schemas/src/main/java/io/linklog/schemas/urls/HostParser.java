package io.linklog.schemas.urls;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.util.ICUInputTooLongException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The "host parser" of the URL standard (WHATWG), for schemes with a domain. */
final class HostParser {

    /** {@code ß} stays {@code ß}, as in browsers; without the rules of STD3, so that {@code _} is legal. */
    private static final IDNA UTS_46 =
            IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    /** What the standard allows: it checks neither hyphens nor lengths. */
    private static final Set<IDNA.Error> ALLOWED = EnumSet.of(
            IDNA.Error.EMPTY_LABEL,
            IDNA.Error.LABEL_TOO_LONG,
            IDNA.Error.DOMAIN_NAME_TOO_LONG,
            IDNA.Error.LEADING_HYPHEN,
            IDNA.Error.TRAILING_HYPHEN,
            IDNA.Error.HYPHEN_3_4);

    /** The standard's "forbidden domain code points" beside controls. */
    private static final String FORBIDDEN = " #%/:<>?@[\\]^|";

    private HostParser() {}

    /**
     * The host in its one spelling.
     *
     * @param written not empty, without a port
     */
    static String parse(String written) throws InvalidUrlException {
        if (written.startsWith("[")) {
            return Ipv6.read(written)
                    .orElseThrow(() -> new InvalidUrlException(
                            "must have a valid IPv6 address in its brackets, like http://[2001:db8::1]/"));
        }
        String domain = toAscii(PercentCode.decode(written));
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (c < ' ' || c == 0x7f || FORBIDDEN.indexOf(c) >= 0) {
                throw new InvalidUrlException("must not have " + shown(c) + " in its host");
            }
        }
        if (!Ipv4.isNumber(domain)) {
            return domain;
        }
        return Ipv4.read(domain)
                .orElseThrow(
                        () -> new InvalidUrlException("must have a host that is a name or a valid address: its last"
                                + " part is a number, so it is read as an IPv4 address, like 192.0.2.1"));
    }

    private static String toAscii(String domain) throws InvalidUrlException {
        String lower = domain.toLowerCase(Locale.ROOT);
        if (isAscii(domain) && !lower.startsWith("xn--") && !lower.contains(".xn--")) {
            return lower; // the standard: UTS 46 only folds case here
        }
        IDNA.Info info = new IDNA.Info();
        String ascii = nameToAscii(domain, info);
        if (!ALLOWED.containsAll(info.getErrors()) || ascii.isEmpty() || !isAscii(ascii)) {
            throw new InvalidUrlException("must have a valid host: this one is no name that can be written in ASCII");
        }
        return ascii;
    }

    private static String nameToAscii(String domain, IDNA.Info info) throws InvalidUrlException {
        try {
            return UTS_46.nameToASCII(domain, new StringBuilder(), info).toString();
        } catch (ICUInputTooLongException e) {
            throw new InvalidUrlException("must have a host whose labels are shorter");
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String shown(char c) {
        return c == ' ' ? "a blank" : c < ' ' || c == 0x7f ? "a control character" : "the character " + c;
    }
}
