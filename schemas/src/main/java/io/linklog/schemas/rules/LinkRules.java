package io.linklog.schemas.rules;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.names.DomainNames;
import io.linklog.schemas.names.ShortCodes;
import io.linklog.schemas.names.SlugRules;
import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.targets.TargetCheck;
import io.linklog.schemas.targets.TargetHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the fields of a command. The command-service checks them before it writes a command. The topology
 * checks them again, because other programs can write to {@code link-commands}, too. The rules do not depend on the
 * state of a link. Immutable and thread-safe.
 */
public final class LinkRules {

    /** The longest title, in characters. */
    public static final int LONGEST_TITLE = 512;

    /** The maximum number of tags of a link. */
    public static final int MOST_TAGS = 20;

    /** The longest tag, in characters. */
    public static final int LONGEST_TAG = 64;

    /** The longest command id and idempotency key, in characters. */
    public static final int LONGEST_KEY = 255;

    /** The attributes that an edit can clear. */
    public static final List<String> CLEARABLE =
            List.of("title", "validSince", "validUntil", "maxVisits", "password", "description", "imageUrl");

    /** The statuses that a redirect can have. */
    public static final List<Integer> REDIRECT_STATUSES = List.of(301, 302, 307, 308);

    // the topology sends fewer
    private static final int MOST_CANDIDATES = 16;
    // RFC 3339 has years of four digits; a link needs no validity before the epoch
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final LongUrls targets;
    private final TargetCheck restored;
    private final SlugRules slugs;

    /**
     * One mistake in a command.
     *
     * @param field as the API names it, for example {@code longUrl}
     * @param problem what the value must be; a sentence that begins with the field's name, as "must not be empty"
     */
    public record Mistake(String field, String problem) {
        /** Field and problem as one sentence, without a full stop. */
        @Override
        public String toString() {
            return field + " " + problem;
        }
    }

    /** @param targets the rule for targets of links and of their redirect rules, and for images */
    public LinkRules(LongUrls targets) {
        this(targets, target -> Optional.empty());
    }

    /** @param restored where a link may lead that is restored: it was valid once, so only its hosts are judged again */
    public LinkRules(LongUrls targets, TargetCheck restored) {
        this(targets, restored, SlugRules.USUAL);
    }

    private LinkRules(LongUrls targets, TargetCheck restored, SlugRules slugs) {
        this.targets = targets;
        this.restored = restored;
        this.slugs = slugs;
    }

    /** These rules with other ones for new slugs. */
    public LinkRules withSlugs(SlugRules other) {
        return new LinkRules(targets, restored, other);
    }

    /** The rules for new slugs. */
    public SlugRules slugs() {
        return slugs;
    }

    /** The rules of a process that knows no hosts: every host may be linked. */
    public static LinkRules withoutHosts() {
        return new LinkRules(LongUrls.ofAnyHost());
    }

    /**
     * The mistakes of a command; empty for a valid one.
     *
     * @param now when the command is judged: no link can have been created later
     */
    public List<Mistake> mistakes(LinkCommand command, Instant now) {
        return mistakes(command, now, target -> false);
    }

    /**
     * The same.
     *
     * @param present whether the link that is edited has a target already: a rule that came later locks no link
     */
    public List<Mistake> mistakes(LinkCommand command, Instant now, Predicate<String> present) {
        List<Mistake> mistakes = new ArrayList<>();
        checkKey("commandId", command.getCommandId(), mistakes);
        if (!TenantName.isWellFormed(command.getTenant())) {
            mistakes.add(new Mistake("tenant", "must have 1 to " + TenantName.LONGEST + " letters, digits, _ or -"));
        }
        if (command.getDomain() != null) {
            DomainNames.mistake(command.getDomain()).ifPresent(mistake -> mistakes.add(new Mistake("domain", mistake)));
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
        if (command.getAlsoAsk().size() > MOST_CANDIDATES
                || !command.getAlsoAsk().stream().allMatch(ShortCodes::isWellFormed)) {
            mistakes.add(new Mistake("alsoAsk", "must not be set; only the topology sets it"));
        }
        if (command.getSenderKey() != null) {
            checkKey("senderKey", command.getSenderKey().getId(), mistakes);
        }
        Object body = command.getBody();
        if (body instanceof CreateLink create) {
            if (create.getCustomSlug() != null) {
                slugs.mistake(create.getCustomSlug())
                        .ifPresent(mistake -> mistakes.add(new Mistake("customSlug", mistake)));
            }
            if (create.getCandidate() != null && !ShortCodes.isWellFormed(create.getCandidate())) {
                mistakes.add(new Mistake("candidate", "must not be set; only the topology sets it"));
            }
            mistakes.addAll(mistakes(create.getAttributes()));
            OriginRules.check(create.getOrigin(), now, mistakes);
        } else if (body instanceof EditLink edit) {
            checkChanges(edit, target -> targets.mistake(target).filter(m -> !present.test(target)), mistakes);
        } else if (body instanceof DeleteLink delete && delete.getTakedown() != null) {
            mistakes.addAll(TakedownRules.mistakes(delete.getTakedown()));
        }
        return mistakes;
    }

    /** The mistakes of a link's attributes; empty for valid ones. */
    public List<Mistake> mistakes(LinkAttributes attributes) {
        List<Mistake> mistakes = mistakes(
                attributes.getLongUrl(),
                attributes.getTitle(),
                attributes.getTags(),
                attributes.getValidSince(),
                attributes.getValidUntil(),
                attributes.getMaxVisits(),
                attributes.getRedirectStatus());
        RedirectRuleCheck.check(attributes.getRedirectRules(), targets::mistake, mistakes);
        PasswordRules.check(attributes.getPasswordHash(), mistakes);
        CardRules.check(attributes.getDescription(), attributes.getImageUrl(), targets::mistake, mistakes);
        return mistakes;
    }

    /**
     * As {@link #mistakes(LinkAttributes)}, without an Avro record, redirect rules, password and card.
     *
     * @param longUrl null if the link has it already: a rule that came later locks no link
     */
    public List<Mistake> mistakes(
            @Nullable String longUrl,
            @Nullable String title,
            List<String> tags,
            @Nullable Instant validSince,
            @Nullable Instant validUntil,
            @Nullable Long maxVisits,
            int redirectStatus) {
        List<Mistake> mistakes = new ArrayList<>(0);
        if (longUrl != null) {
            checkLongUrl(longUrl, mistakes);
        }
        PlainText.check("title", title, LONGEST_TITLE, mistakes);
        TagRules.check(tags, mistakes);
        checkTimes(validSince, validUntil, mistakes);
        checkMaxVisits(maxVisits, mistakes);
        checkRedirectStatus(redirectStatus, mistakes);
        return mistakes;
    }

    /** The mistake in a target of a deleted link that is to be restored. */
    public Optional<Mistake> restoreMistake(String field, String target) {
        return TargetHost.ofUrl(target).flatMap(restored::mistake).map(mistake -> new Mistake(field, mistake));
    }

    private static void checkChanges(
            EditLink edit, Function<String, Optional<String>> targetMistake, List<Mistake> mistakes) {
        LinkChanges set = edit.getSet();
        if (set.getLongUrl() != null) {
            targetMistake.apply(set.getLongUrl()).ifPresent(mistake -> mistakes.add(new Mistake("longUrl", mistake)));
        }
        PlainText.check("title", set.getTitle(), LONGEST_TITLE, mistakes);
        if (set.getTags() != null) {
            TagRules.check(set.getTags(), mistakes);
        }
        checkTimes(set.getValidSince(), set.getValidUntil(), mistakes);
        checkMaxVisits(set.getMaxVisits(), mistakes);
        if (set.getRedirectStatus() != null) {
            checkRedirectStatus(set.getRedirectStatus(), mistakes);
        }
        if (set.getRedirectRules() != null) {
            RedirectRuleCheck.check(set.getRedirectRules(), targetMistake, mistakes);
        }
        PasswordRules.check(set.getPasswordHash(), mistakes);
        CardRules.check(set.getDescription(), set.getImageUrl(), targetMistake, mistakes);
        if (edit.getClear().size() > CLEARABLE.size()) {
            mistakes.add(new Mistake("clear", "must not name a field twice"));
            return;
        }
        for (String name : edit.getClear()) {
            boolean alsoSet =
                    switch (name) {
                        case "title" -> set.getTitle() != null;
                        case "validSince" -> set.getValidSince() != null;
                        case "validUntil" -> set.getValidUntil() != null;
                        case "maxVisits" -> set.getMaxVisits() != null;
                        case "password" -> set.getPasswordHash() != null;
                        case "description" -> set.getDescription() != null;
                        case "imageUrl" -> set.getImageUrl() != null;
                        default -> {
                            mistakes.add(new Mistake("clear", "must name only " + String.join(", ", CLEARABLE)));
                            yield false;
                        }
                    };
            if (alsoSet) {
                mistakes.add(new Mistake(name, "must not be both set and cleared"));
            }
        }
    }

    private void checkLongUrl(String longUrl, List<Mistake> mistakes) {
        targets.mistake(longUrl).ifPresent(mistake -> mistakes.add(new Mistake("longUrl", mistake)));
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

    /** Checks for 1 to 255 visible ASCII characters, which are valid in Kafka keys, headers and URLs. */
    private static void checkKey(String field, String key, List<Mistake> mistakes) {
        Objects.requireNonNull(key);
        boolean visible =
                !key.isEmpty() && key.length() <= LONGEST_KEY && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!visible) {
            mistakes.add(new Mistake(field, "must have 1 to " + LONGEST_KEY + " visible ASCII characters"));
        }
    }
}
