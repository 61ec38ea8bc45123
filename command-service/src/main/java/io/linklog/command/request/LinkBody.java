package io.linklog.command.request;

import io.linklog.mesh.keys.KeyText;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.RedirectRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one body, each of its required type, and all mistakes found so far. One thread at a time. */
final class LinkBody {

    // replaces a longUrl that is missing or of a wrong type, to check the other members nevertheless
    private static final String NO_URL = "https://none.invalid/";

    private final EnumMap<LinkMember, Object> values = new EnumMap<>(LinkMember.class);
    private final EnumSet<LinkMember> emptied = EnumSet.noneOf(LinkMember.class);
    private final EnumSet<LinkMember> mistaken = EnumSet.noneOf(LinkMember.class);
    private final List<FieldError> errors = new ArrayList<>(0);

    void set(LinkMember member, Object value) {
        values.put(member, value);
        if (KeyText.isIn(value.toString())) {
            mistake(member, "must not contain an API key: links are kept for ever. Revoke that key");
        }
    }

    /** Records a member that is null. */
    void empty(LinkMember member) {
        emptied.add(member);
    }

    boolean has(LinkMember member) {
        return values.containsKey(member) || emptied.contains(member) || mistaken.contains(member);
    }

    void mistake(LinkMember member, String detail) {
        mistaken.add(member);
        errors.add(new FieldError(member.pointer(), detail));
    }

    void mistake(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }

    /** Adds the mistakes that the rules found, except for members of a wrong type. */
    void mistakeByRule(String field, String detail) {
        LinkMember member = LinkMember.byName(field);
        if (member == null) {
            mistake("", field + " " + detail);
        } else if (!mistaken.contains(member)) {
            mistake(member, detail);
        }
    }

    /** All mistakes; empty if the body is valid. */
    List<FieldError> errors() {
        return errors;
    }

    @Nullable
    String text(LinkMember member) {
        return (String) values.get(member);
    }

    /** Whether a flag is true; its default if it is not given. */
    boolean isSet(LinkMember flag) {
        return (Boolean) orDefault(flag);
    }

    /** The create command. Missing members get their defaults. */
    CreateLink toCreate() {
        String longUrl = text(LinkMember.LONG_URL);
        LinkAttributes attributes = new LinkAttributes(
                longUrl == null ? NO_URL : longUrl,
                text(LinkMember.TITLE),
                texts(LinkMember.TAGS, List.of()),
                time(LinkMember.VALID_SINCE),
                time(LinkMember.VALID_UNTIL),
                (Long) values.get(LinkMember.MAX_VISITS),
                (Integer) orDefault(LinkMember.REDIRECT_STATUS),
                isSet(LinkMember.FORWARD_QUERY),
                isSet(LinkMember.CRAWLABLE),
                rules(List.of()),
                null, // the hash of the password: it is made when the body has no mistakes
                text(LinkMember.DESCRIPTION),
                text(LinkMember.IMAGE_URL));
        return new CreateLink(
                text(LinkMember.CUSTOM_SLUG), isSet(LinkMember.FIND_IF_EXISTS), attributes, null, origin());
    }

    /** Null if the body says nothing about another tool. */
    private @Nullable LinkOrigin origin() {
        Instant dateCreated = time(LinkMember.DATE_CREATED);
        long baseVisits = (Long) orDefault(LinkMember.BASE_VISITS);
        return dateCreated == null && baseVisits == 0 ? null : new LinkOrigin(dateCreated, baseVisits);
    }

    /** The edit command. It sets the given members and clears those that are null. */
    EditLink toEdit(String code, @Nullable Long expectedVersion) {
        LinkChanges changes = new LinkChanges(
                text(LinkMember.LONG_URL),
                text(LinkMember.TITLE),
                texts(LinkMember.TAGS, null),
                time(LinkMember.VALID_SINCE),
                time(LinkMember.VALID_UNTIL),
                (Long) values.get(LinkMember.MAX_VISITS),
                (Integer) values.get(LinkMember.REDIRECT_STATUS),
                (Boolean) values.get(LinkMember.FORWARD_QUERY),
                (Boolean) values.get(LinkMember.CRAWLABLE),
                rules(null),
                null,
                text(LinkMember.DESCRIPTION),
                text(LinkMember.IMAGE_URL));
        List<String> clear = new ArrayList<>(0);
        for (LinkMember member : emptied) {
            clear.add(member.json);
        }
        return new EditLink(code, expectedVersion, changes, clear);
    }

    /** The given members, in canonical order. */
    Set<java.util.Map.Entry<LinkMember, Object>> values() {
        return values.entrySet();
    }

    /** The members that are null, in canonical order. */
    Set<LinkMember> cleared() {
        return emptied;
    }

    private Object orDefault(LinkMember member) {
        Object value = values.get(member);
        return value != null ? value : java.util.Objects.requireNonNull(member.defaultValue);
    }

    private @Nullable Instant time(LinkMember member) {
        return (Instant) values.get(member);
    }

    @SuppressWarnings("unchecked") // LinkJson puts only lists of texts there
    private @Nullable List<String> texts(LinkMember member, @Nullable List<String> otherwise) {
        Object value = values.get(member);
        return value == null ? otherwise : (List<String>) value;
    }

    @SuppressWarnings("unchecked") // RuleJson puts only lists of rules there
    private @Nullable List<RedirectRule> rules(@Nullable List<RedirectRule> otherwise) {
        Object value = values.get(LinkMember.REDIRECT_RULES);
        return value == null ? otherwise : (List<RedirectRule>) value;
    }
}
