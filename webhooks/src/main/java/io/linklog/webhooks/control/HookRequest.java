package io.linklog.webhooks.control;

import io.linklog.kit.outbound.OutboundRule;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.ShortCodes;
import io.linklog.schemas.view.EventView;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.Secret;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A hook that somebody wants. Immutable.
 *
 * @param url as it was written
 * @param types of events
 * @param codes names of links, see {@link LinkName}; empty for all links
 * @param tags empty for all links
 */
public record HookRequest(
        String tenant,
        Hook.Origin origin,
        String url,
        Collection<String> types,
        Collection<String> codes,
        Collection<String> tags) {

    /** What a hook gets unless its maker says more: changes of links, no visits. */
    public static final List<String> USUAL_TYPES = EventView.CHANGES;

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final int RANDOM_ID = 8;
    // without characters that look alike
    private static final String ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int LONGEST_URL = 2_048;
    /** Each event is compared with them. */
    private static final int MOST_CHOSEN = 100;

    /** Whether a text can be the id of a hook. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public static String randomId() {
        SecureRandom random = new SecureRandom();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < RANDOM_ID; i++) {
            name.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return name.toString();
    }

    /**
     * The hook, with a new secret and without a place on the log.
     *
     * @throws IllegalArgumentException if it is not valid; the message says what to do, without a full stop
     */
    public Hook toHook(String id, Instant now) {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "an id has lower-case letters, digits and -, at most 32, unlike \"" + id + "\"");
        }
        if (types.isEmpty() || !EventView.TYPES.containsAll(types)) {
            throw new IllegalArgumentException("types are one or more of " + String.join(", ", EventView.TYPES)
                    + ", unlike \"" + String.join(",", types) + "\"");
        }
        if (!tags.isEmpty() && types.contains(EventView.VISIT)) {
            throw new IllegalArgumentException(
                    "visits have no tags: leave visit out of the types, or choose links by code instead of tag");
        }
        if (codes.size() > MOST_CHOSEN || tags.size() > MOST_CHOSEN) {
            throw new IllegalArgumentException("there can be at most " + MOST_CHOSEN + " codes and as many tags");
        }
        for (String code : codes) {
            if (!LinkName.isWellFormed(code)) {
                throw new IllegalArgumentException("a code has " + ShortCodes.FORM + ", and is"
                        + " written domain/code on another domain than the default one, unlike \"" + code + "\"");
            }
        }
        return new Hook(
                id,
                tenant,
                origin,
                address(),
                Set.copyOf(types),
                Set.copyOf(codes),
                Set.copyOf(tags),
                List.of(Secret.random(new SecureRandom())),
                Hook.State.ACTIVE,
                "",
                now.truncatedTo(ChronoUnit.MILLIS),
                Map.of());
    }

    private URI address() {
        if (url.length() > LONGEST_URL) {
            throw new IllegalArgumentException("the URL has more than " + LONGEST_URL + " characters");
        }
        URI address;
        try {
            address = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the URL must be like https://example.org/hook, unlike \"" + url + "\"", e);
        }
        if (origin == Hook.Origin.API) {
            OutboundRule.PUBLIC.refusal(address).ifPresent(why -> {
                throw new IllegalArgumentException(why);
            });
        }
        return address;
    }
}
