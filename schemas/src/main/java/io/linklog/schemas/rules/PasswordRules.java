package io.linklog.schemas.rules;

import io.linklog.schemas.rules.LinkRules.Mistake;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for the password of a link and for its hash. */
public final class PasswordRules {

    /** The longest password, in characters. */
    public static final int LONGEST = 128;

    // bounds what a visitor's try costs: below 100 MB of memory, 9 passes
    private static final Pattern PHC_STRING = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=[1-9]\\d{1,4},t=[1-9],p=1\\$[A-Za-z0-9+/]{22,43}\\$[A-Za-z0-9+/]{43}");

    private PasswordRules() {}

    /** What a password must be; empty if it is that. */
    public static Optional<String> mistake(String password) {
        boolean good = !password.isEmpty()
                && password.codePointCount(0, password.length()) <= LONGEST
                && PlainText.isPlain(password);
        return good
                ? Optional.empty()
                : Optional.of("must have 1 to " + LONGEST + " characters, and no control characters");
    }

    static void check(@Nullable String hash, List<Mistake> mistakes) {
        if (hash != null && !PHC_STRING.matcher(hash).matches()) {
            mistakes.add(new Mistake("password", "must be in the log as a hash of Argon2id"));
        }
    }
}
