package io.linklog.schemas.reports;

import io.linklog.schemas.rules.PlainText;
import java.util.List;
import java.util.regex.Pattern;

/** What a visitor may report. */
public final class ReportRules {

    /** The reasons to choose from, the most usual first. */
    public static final List<String> REASONS = List.of("phishing", "malware", "spam", "illegal", "other");

    /** The longest text, in characters. */
    public static final int LONGEST_TEXT = 1_000;

    /** The longest address of a mailbox, by RFC 5321, section 4.5.3.1.3, without its brackets. */
    public static final int LONGEST_CONTACT = 254;

    // not the whole grammar of RFC 5322: only what an admin can safely copy into a letter
    private static final Pattern CONTACT = Pattern.compile("[^\\s@<>\"',;:\\\\()\\[\\]]+@[^\\s@<>\"',;:\\\\()\\[\\]]+");

    private ReportRules() {}

    /**
     * Whether a text has at most {@link #LONGEST_TEXT} characters and only the control characters of lines and tabs.
     */
    public static boolean isText(String text) {
        return text.length() <= LONGEST_TEXT && PlainText.isPlain(text.replaceAll("[\n\t]", " "));
    }

    /** Whether a text has the form of an e-mail address. */
    public static boolean isContact(String text) {
        return text.length() <= LONGEST_CONTACT
                && PlainText.isPlain(text)
                && CONTACT.matcher(text).matches();
    }
}
