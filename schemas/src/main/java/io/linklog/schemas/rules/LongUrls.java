package io.linklog.schemas.rules;

import io.linklog.schemas.targets.TargetCheck;
import io.linklog.schemas.targets.TargetHost;
import io.linklog.schemas.urls.InvalidUrlException;
import io.linklog.schemas.urls.Location;
import io.linklog.schemas.urls.WebUrl;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule for the target of a link. A target is stored as given, without normalisation, because two similar spellings
 * can be two resources of the target's server. Immutable and thread-safe, if the check is.
 *
 * @param longest the longest target, in characters of its {@link Location}
 * @param targets where links may lead
 */
public record LongUrls(int longest, TargetCheck targets) {

    /** The greatest limit, which is the default one: two such targets fit into the buffers of the edge. */
    public static final int LONGEST = 8_192;

    private static final Pattern WRITTEN = Pattern.compile("https?://[^/\\\\]", Pattern.CASE_INSENSITIVE);
    private static final Pattern PASTED_TWICE = Pattern.compile("https?:", Pattern.CASE_INSENSITIVE);

    /** Targets of any host, up to the greatest length. */
    public static LongUrls ofAnyHost() {
        return where(target -> Optional.empty());
    }

    /** Targets that pass a check, up to the greatest length. */
    public static LongUrls where(TargetCheck targets) {
        return new LongUrls(LONGEST, targets);
    }

    /** The same length, and one more check of targets. */
    LongUrls and(TargetCheck check) {
        return new LongUrls(longest, targets.and(check));
    }

    /**
     * The mistake in a target, as the end of a sentence that says what to do; empty for a valid target.
     *
     * <p>Valid is what a browser can open, as the URL standard (WHATWG) says: so names of Docker networks and hosts
     * with underscores are, and a host that is neither a name nor an address is not.
     *
     * @param longUrl as {@link GivenUrl#trimmed} makes it
     */
    public Optional<String> mistake(String longUrl) {
        if (longUrl.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (!GivenUrl.trimmed(longUrl).equals(longUrl)) {
            return Optional.of("must not have blanks or invisible characters around it; remove them");
        }
        int control = firstControl(longUrl);
        if (control >= 0) {
            return Optional.of(
                    "must not contain tabs, line breaks or other control characters; remove or encode the one"
                            + " at position " + control);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(longUrl)) {
            return Optional.of("must be valid Unicode; remove the unpaired surrogate in it");
        }
        if (!WRITTEN.matcher(longUrl).lookingAt()) {
            return Optional.of("must begin with http:// or https://, and a host behind it");
        }
        try {
            WebUrl url = WebUrl.parse(longUrl);
            return formMistake(url).or(() -> targets.mistake(TargetHost.of(url)));
        } catch (InvalidUrlException e) {
            return Optional.of(e.mistake());
        }
    }

    /** Browsers drop some and encode others, other clients refuse all of them; -1 for none. */
    private static int firstControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private Optional<String> formMistake(WebUrl url) {
        if (url.hasUser()) {
            return Optional.of("must not contain a user name or password before the host");
        }
        if (PASTED_TWICE.matcher(url.authority()).matches()) {
            return Optional.of("must begin with http:// or https:// once only");
        }
        if (url.hasBackslash()) {
            return Optional.of("must not have a \\ before its query: browsers read it as /; write / or %5C");
        }
        int length = Location.of(url).length();
        return length > longest
                ? Optional.of("must have at most " + longest + " characters when it is percent-encoded, has " + length)
                : Optional.empty();
    }
}
