package io.linklog.schemas.names;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import java.util.Locale;
import java.util.Set;

/**
 * The form of a code, the path of a short link. Every code of a link has it, generated or chosen, whatever the settings
 * were when the link was made: what a new slug may be is said by {@link SlugRules}.
 */
public final class ShortCodes {

    /** The longest code, in characters. In UTF-8 these are at most 512 bytes. */
    public static final int LONGEST = 128;

    /** The longest code, in bytes of UTF-8. */
    public static final int LONGEST_BYTES = 4 * LONGEST;

    /** The form of a code in words, for messages: "a code has …". */
    public static final String FORM = "1 to " + LONGEST
            + " letters, digits or . + & ~ _ -, does not begin with a dot and" + " does not end in a dot or +";

    private static final String PUNCTUATION = "-_.+&~";

    /** Paths of the service itself, present or future. Case is ignored. */
    private static final Set<String> RESERVED = Set.of(
            "about",
            "admin",
            "api",
            "app",
            "assets",
            "console",
            "dashboard",
            "docs",
            "favicon",
            "health",
            "healthz",
            "help",
            "index",
            "livez",
            "login",
            "logout",
            "metrics",
            "openapi",
            "preview",
            "qr",
            "ready",
            "readyz",
            "rest",
            "robots",
            "signup",
            "sitemap",
            "static",
            "stats",
            "status",
            "well-known");

    /**
     * Files that browsers and crawlers ask for without a link to them, whether or not the service has them. Each has a
     * dot: a name without one may be the code of a link that is older than this list.
     */
    private static final Set<String> RESERVED_FILES = Set.of(
            "ads.txt",
            "app-ads.txt",
            "apple-touch-icon-precomposed.png",
            "apple-touch-icon.png",
            "browserconfig.xml",
            "clientaccesspolicy.xml",
            "crossdomain.xml",
            "favicon.ico",
            "favicon.png",
            "favicon.svg",
            "humans.txt",
            "index.htm",
            "index.html",
            "llms.txt",
            "manifest.json",
            "manifest.webmanifest",
            "openapi.json",
            "openapi.yaml",
            "robots.txt",
            "security.txt",
            "service-worker.js",
            "site.webmanifest",
            "sitemap.xml",
            "sw.js");

    private ShortCodes() {}

    /** Whether a text has the form of a code. The link need not exist. */
    public static boolean isWellFormed(String code) {
        int length = code.length();
        if (length == 0 || length > 2 * LONGEST || code.charAt(0) == '.') {
            return false;
        }
        char last = code.charAt(length - 1);
        // "code+" is the preview of a link, and a dot at the end belongs to the sentence around it
        if (last == '.' || last == '+') {
            return false;
        }
        boolean ascii = true;
        for (int i = 0; i < length; i++) {
            char c = code.charAt(i);
            if (c >= 0x80) {
                ascii = false;
            } else if (!isAsciiLetterOrDigit(c) && PUNCTUATION.indexOf(c) < 0) {
                return false;
            }
        }
        return ascii ? length <= LONGEST : isWellFormedInAnyScript(code);
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isWellFormedInAnyScript(String code) {
        if (code.codePointCount(0, code.length()) > LONGEST) {
            return false;
        }
        boolean carriesMarks = false;
        for (int i = 0, c; i < code.length(); i += Character.charCount(c)) {
            c = code.codePointAt(i);
            boolean letterOrDigit = Character.isLetterOrDigit(c);
            if (c >= 0x80 && (isInvisible(c) || !(letterOrDigit || (carriesMarks && isMark(c))))) {
                return false;
            }
            carriesMarks = letterOrDigit || c >= 0x80;
        }
        return Normalizer2.getNFCInstance().isNormalized(code);
    }

    /** Vowels of many scripts, for example of Hindi and Thai, are marks of the letter before them. */
    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** Some letters and marks have no picture, for example the fillers of Hangul. */
    private static boolean isInvisible(int c) {
        return UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    /** The message about a taken slug. Every process gives the same one. */
    public static String takenMessage(String slug) {
        return "The slug \"" + slug + "\" is taken; choose another one, or leave it out for a generated code.";
    }

    /** Whether a well-formed code is reserved for the service. */
    public static boolean isReserved(String code) {
        String lower = code.toLowerCase(Locale.ROOT);
        return RESERVED.contains(lower) || RESERVED_FILES.contains(lower);
    }
}
