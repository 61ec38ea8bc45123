package io.linklog.command.request;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one body, each of the type it must have, and every mistake found so far. Confined to one thread. */
final class LinkBody {

    // stands in for a longUrl that is missing or no text, so that the other members can be judged all the same
    private static final String NO_URL = "https://none.invalid/";

    private final EnumMap<LinkMember, Object> values = new EnumMap<>(LinkMember.class);
    private final EnumSet<LinkMember> emptied = EnumSet.noneOf(LinkMember.class);
    private final EnumSet<LinkMember> mistaken = EnumSet.noneOf(LinkMember.class);
    private final List<FieldError> errors = new ArrayList<>(0);

    void set(LinkMember member, Object value) {
        values.put(member, value);
    }

    /** Remembers a member that was given as null. */
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

    /** Adds what the rules found, but not about members whose type was wrong already. */
    void mistakeByRule(String field, String detail) {
        LinkMember member = LinkMember.named(field);
        if (member == null) {
            mistake("", field + " " + detail);
        } else if (!mistaken.contains(member)) {
            mistake(member, detail);
        }
    }

    /** Every mistake; empty when the body can be used. */
    List<FieldError> errors() {
        return errors;
    }

    @Nullable
    String text(LinkMember member) {
        return (String) values.get(member);
    }

    /** The command to create, with the defaults of what was not given. */
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
                (Boolean) orDefault(LinkMember.FORWARD_QUERY),
                (Boolean) orDefault(LinkMember.CRAWLABLE));
        return new CreateLink(
                text(LinkMember.CUSTOM_SLUG), (Boolean) orDefault(LinkMember.FIND_IF_EXISTS), attributes, null);
    }

    /** The command to edit: what was given is set, what was given as null is emptied. */
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
                (Boolean) values.get(LinkMember.CRAWLABLE));
        List<String> clear = new ArrayList<>(0);
        for (LinkMember member : emptied) {
            clear.add(member.json);
        }
        return new EditLink(code, expectedVersion, changes, clear);
    }

    /** What was given, in canonical order. */
    Set<java.util.Map.Entry<LinkMember, Object>> given() {
        return values.entrySet();
    }

    /** What was given as null, in canonical order. */
    Set<LinkMember> emptied() {
        return emptied;
    }

    private Object orDefault(LinkMember member) {
        Object value = values.get(member);
        return value != null ? value : java.util.Objects.requireNonNull(member.defaultValue);
    }

    private @Nullable Instant time(LinkMember member) {
        return (Instant) values.get(member);
    }

    @SuppressWarnings("unchecked") // LinkJson puts lists of texts there and nothing else
    private @Nullable List<String> texts(LinkMember member, @Nullable List<String> otherwise) {
        Object value = values.get(member);
        return value == null ? otherwise : (List<String>) value;
    }
}
