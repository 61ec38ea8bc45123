package io.linklog.schemas.rules;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a command may ask for, field by field. The command-service refuses by these rules before anything is written;
 * the topology judges by the same ones again, because anybody may write to {@code link-commands}. Nothing here looks at
 * the state of a link. Immutable and thread-safe.
 */
public final class LinkRules {

    /** The longest title, in characters. */
    public static final int LONGEST_TITLE = 512;

    /** The most tags of one link. */
    public static final int MOST_TAGS = 20;

    /** The longest tag, in characters. */
    public static final int LONGEST_TAG = 64;

    /** The longest command id and idempotency key, in characters. */
    public static final int LONGEST_KEY = 255;

    /** The attributes that an edit may empty. */
    public static final List<String> CLEARABLE = List.of("title", "validSince", "validUntil", "maxVisits");

    /** The statuses that a redirect may have. */
    public static final List<Integer> REDIRECT_STATUSES = List.of(301, 302, 307, 308);

    // RFC 3339 writes four digits of a year, and nobody needs a link that was valid before the epoch
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Set<String> ownHosts;

    /**
     * One thing that is wrong.
     *
     * @param field as the API names it, for example {@code longUrl}
     * @param problem what to do, to be read after the field's name: "must not be empty"
     */
    public record Mistake(String field, String problem) {
        /** Field and problem as one sentence without a full stop. */
        @Override
        public String toString() {
            return field + " " + problem;
        }
    }

    /**
     * @param ownHosts hosts that serve our short links, so that a link to one may be a loop; as {@link LongUrls#host}
     *     spells them
     */
    public LinkRules(Set<String> ownHosts) {
        this.ownHosts = Set.copyOf(ownHosts);
    }

    /** What is wrong with a command whatever the state of its link; empty when nothing is. */
    public List<Mistake> mistakes(LinkCommand command) {
        List<Mistake> mistakes = new ArrayList<>();
        checkKey("commandId", command.getCommandId(), mistakes);
        if (!TENANT.matcher(command.getTenant()).matches()) {
            mistakes.add(new Mistake("tenant", "must have 1 to 64 letters, digits, _ or -"));
        }
        if (command.getIdempotencyKey() != null) {
            checkKey("idempotencyKey", command.getIdempotencyKey(), mistakes);
        }
        if (command.getFingerprint() != null && command.getFingerprint().length() > LONGEST_KEY) {
            mistakes.add(new Mistake("fingerprint", "must have at most " + LONGEST_KEY + " characters"));
        }
        if (command.getReplyPartition() < 0) {
            mistakes.add(new Mistake("replyPartition", "must not be negative"));
        }
        Object body = command.getBody();
        if (body instanceof CreateLink create) {
            if (create.getCustomSlug() != null) {
                checkSlug(create.getCustomSlug(), mistakes);
            }
            if (create.getCandidate() != null && !ShortCodes.isWellFormed(create.getCandidate())) {
                mistakes.add(new Mistake("candidate", "must not be set, it is the topology's own note"));
            }
            mistakes.addAll(mistakes(create.getAttributes()));
        } else if (body instanceof EditLink edit) {
            checkChanges(edit, mistakes);
        }
        return mistakes;
    }

    /** What is wrong with a link's attributes; empty when nothing is. */
    public List<Mistake> mistakes(LinkAttributes attributes) {
        return mistakes(
                attributes.getLongUrl(),
                attributes.getTitle(),
                attributes.getTags(),
                attributes.getValidSince(),
                attributes.getValidUntil(),
                attributes.getMaxVisits(),
                attributes.getRedirectStatus());
    }

    /** The same as {@link #mistakes(LinkAttributes)} for one who has no Avro record at hand. */
    public List<Mistake> mistakes(
            String longUrl,
            @Nullable String title,
            List<String> tags,
            @Nullable Instant validSince,
            @Nullable Instant validUntil,
            @Nullable Long maxVisits,
            int redirectStatus) {
        List<Mistake> mistakes = new ArrayList<>(0);
        checkLongUrl(longUrl, mistakes);
        checkTitle(title, mistakes);
        checkTags(tags, mistakes);
        checkTimes(validSince, validUntil, mistakes);
        checkMaxVisits(maxVisits, mistakes);
        checkRedirectStatus(redirectStatus, mistakes);
        return mistakes;
    }

    private void checkChanges(EditLink edit, List<Mistake> mistakes) {
        LinkChanges set = edit.getSet();
        if (set.getLongUrl() != null) {
            checkLongUrl(set.getLongUrl(), mistakes);
        }
        checkTitle(set.getTitle(), mistakes);
        if (set.getTags() != null) {
            checkTags(set.getTags(), mistakes);
        }
        checkTimes(set.getValidSince(), set.getValidUntil(), mistakes);
        checkMaxVisits(set.getMaxVisits(), mistakes);
        if (set.getRedirectStatus() != null) {
            checkRedirectStatus(set.getRedirectStatus(), mistakes);
        }
        if (edit.getClear().size() > CLEARABLE.size()) {
            mistakes.add(new Mistake("clear", "must not name one field twice"));
            return;
        }
        for (String name : edit.getClear()) {
            boolean alsoSet =
                    switch (name) {
                        case "title" -> set.getTitle() != null;
                        case "validSince" -> set.getValidSince() != null;
                        case "validUntil" -> set.getValidUntil() != null;
                        case "maxVisits" -> set.getMaxVisits() != null;
                        default -> {
                            mistakes.add(new Mistake("clear", "may name only " + String.join(", ", CLEARABLE)));
                            yield false;
                        }
                    };
            if (alsoSet) {
                mistakes.add(new Mistake(name, "cannot be set and emptied at once"));
            }
        }
    }

    private void checkLongUrl(String longUrl, List<Mistake> mistakes) {
        var mistake = LongUrls.mistake(longUrl);
        if (mistake.isPresent()) {
            mistakes.add(new Mistake("longUrl", mistake.get()));
        } else if (!ownHosts.isEmpty()
                && LongUrls.host(longUrl).filter(ownHosts::contains).isPresent()) {
            mistakes.add(new Mistake("longUrl", "must not point to this service itself, it could redirect for ever"));
        }
    }

    private static void checkSlug(String slug, List<Mistake> mistakes) {
        if (!ShortCodes.isWellFormed(slug)) {
            mistakes.add(new Mistake(
                    "customSlug",
                    "must have 1 to " + ShortCodes.LONGEST
                            + " letters a-z, A-Z, digits, _ or - and begin with a letter or digit"));
        } else if (ShortCodes.isReserved(slug)) {
            mistakes.add(new Mistake("customSlug", "must be another, \"" + slug + "\" is kept for the service itself"));
        }
    }

    private static void checkTitle(@Nullable String title, List<Mistake> mistakes) {
        if (title == null) {
            return;
        }
        if (title.length() > LONGEST_TITLE) {
            mistakes.add(new Mistake("title", "must have at most " + LONGEST_TITLE + " characters"));
        } else if (!isPlainText(title)) {
            mistakes.add(new Mistake("title", "must not hold control characters"));
        }
    }

    private static void checkTags(List<String> tags, List<Mistake> mistakes) {
        if (tags.isEmpty()) {
            return;
        }
        if (tags.size() > MOST_TAGS) {
            mistakes.add(new Mistake("tags", "must be at most " + MOST_TAGS));
            return;
        }
        for (String tag : tags) {
            if (tag.isBlank() || tag.length() > LONGEST_TAG) {
                mistakes.add(new Mistake("tags", "must each have 1 to " + LONGEST_TAG + " characters"));
                return;
            }
            if (!isPlainText(tag)) {
                mistakes.add(new Mistake("tags", "must not hold control characters"));
                return;
            }
        }
        if (new HashSet<>(tags).size() < tags.size()) {
            mistakes.add(new Mistake("tags", "must not name one tag twice"));
        }
    }

    private static void checkTimes(@Nullable Instant validSince, @Nullable Instant validUntil, List<Mistake> mistakes) {
        checkTime("validSince", validSince, mistakes);
        checkTime("validUntil", validUntil, mistakes);
        if (validSince != null && validUntil != null && !validSince.isBefore(validUntil)) {
            mistakes.add(new Mistake("validUntil", "must be after validSince"));
        }
    }

    private static void checkTime(String field, @Nullable Instant time, List<Mistake> mistakes) {
        if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
            mistakes.add(new Mistake(field, "must be a time from 1970 to 9999"));
        }
    }

    private static void checkMaxVisits(@Nullable Long maxVisits, List<Mistake> mistakes) {
        if (maxVisits != null && maxVisits < 1) {
            mistakes.add(new Mistake("maxVisits", "must be at least 1"));
        }
    }

    private static void checkRedirectStatus(int status, List<Mistake> mistakes) {
        if (!REDIRECT_STATUSES.contains(status)) {
            mistakes.add(new Mistake("redirectStatus", "must be 301, 302, 307 or 308"));
        }
    }

    /** 1 to 255 visible ASCII characters, as Kafka keys, headers and URLs all take them. */
    private static void checkKey(String field, String key, List<Mistake> mistakes) {
        Objects.requireNonNull(key);
        boolean visible =
                !key.isEmpty() && key.length() <= LONGEST_KEY && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!visible) {
            mistakes.add(new Mistake(field, "must have 1 to " + LONGEST_KEY + " visible ASCII characters"));
        }
    }

    /** Without control characters and halves of characters, which UTF-8 cannot write. */
    private static boolean isPlainText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** The rules of a service that serves its links under one public address. */
    public static LinkRules forPublicUrl(java.net.URI publicUrl) {
        String host = publicUrl.getHost();
        return new LinkRules(host == null ? Set.of() : Set.of(host.toLowerCase(Locale.ROOT)));
    }
}
