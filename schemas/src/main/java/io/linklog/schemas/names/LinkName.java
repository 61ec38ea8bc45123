package io.linklog.schemas.names;

import io.linklog.schemas.Link;
import org.jspecify.annotations.Nullable;

/**
 * What a link is called: its code on a domain. As text, a name is the key of a link everywhere: of records, stores,
 * tables, caches and cursors. On the default domain the text is the code alone, else {@code domain/code}. Neither a
 * code nor a domain contains a slash, so the text is read in one way only.
 *
 * @param domain see {@link #isDomain}; null for the default domain
 * @param code see {@link ShortCodes#isWellFormed}
 */
public record LinkName(@Nullable String domain, String code) {

    /** The longest domain, in characters: the limit of DNS. */
    public static final int LONGEST_DOMAIN = 253;

    private static final int LONGEST_LABEL = 63;
    private static final char SEPARATOR = '/';

    /** The name of a link. */
    public static LinkName of(Link link) {
        return new LinkName(link.getDomain(), link.getCode());
    }

    /** Reads what {@link #text()} wrote. A text without a slash is a code on the default domain. */
    public static LinkName parse(String text) {
        int slash = text.indexOf(SEPARATOR);
        return slash < 0 ? new LinkName(null, text) : new LinkName(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The name as text. Makes no new object for the default domain. */
    public String text() {
        return text(domain, code);
    }

    /** The text of the name of a link. */
    public static String text(Link link) {
        return text(link.getDomain(), link.getCode());
    }

    /** The text of the name of a code on a domain. */
    public static String text(@Nullable String domain, String code) {
        return domain == null ? code : domain + SEPARATOR + code;
    }

    /** Whether code and domain have their forms. The link need not exist. */
    public boolean isWellFormed() {
        return (domain == null || isDomain(domain)) && ShortCodes.isWellFormed(code);
    }

    /** Whether a text is the name of a link in form. */
    public static boolean isWellFormed(String text) {
        return parse(text).isWellFormed();
    }

    /**
     * Whether a text has the form of a domain: labels of lower-case letters, digits and hyphens, as DNS has them,
     * without port and final dot. Names in other scripts are in their ASCII form ({@code xn--…}). A number as the last
     * label is refused: browsers take it for an IPv4 address.
     */
    public static boolean isDomain(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_DOMAIN) {
            return false;
        }
        int begin = 0;
        boolean number = true;
        for (int i = 0; i <= length; i++) {
            if (i == length || text.charAt(i) == '.') {
                if (i == begin
                        || i - begin > LONGEST_LABEL
                        || text.charAt(begin) == '-'
                        || text.charAt(i - 1) == '-'
                        || (i == length && (number || isHexadecimal(text, begin)))) {
                    return false;
                }
                begin = i + 1;
                number = true;
            } else {
                char c = text.charAt(i);
                boolean digit = c >= '0' && c <= '9';
                if (!digit && !(c >= 'a' && c <= 'z') && c != '-') {
                    return false;
                }
                number &= digit;
            }
        }
        return true;
    }

    private static boolean isHexadecimal(String text, int begin) {
        return text.startsWith("0x", begin)
                && text.substring(begin + 2).chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
}
