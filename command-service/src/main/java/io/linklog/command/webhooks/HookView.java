package io.linklog.command.webhooks;

import io.linklog.webhooks.hooks.Hook;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A webhook as the API shows it, without its secrets.
 *
 * @param state active, paused, or off because its endpoint answered 410
 * @param why the reason for its state; may be empty
 * @param madeBy api, or operator for one that may call private addresses
 * @param secrets how many secrets sign each call
 */
record HookView(
        String id,
        URI url,
        List<String> types,
        List<String> codes,
        List<String> tags,
        String state,
        String why,
        String madeBy,
        int secrets,
        Instant createdAt) {

    static HookView of(Hook hook) {
        return new HookView(
                hook.id(),
                hook.url(),
                sort(hook.types()),
                sort(hook.codes()),
                sort(hook.tags()),
                hook.state().name().toLowerCase(Locale.ROOT),
                hook.why(),
                hook.origin().name().toLowerCase(Locale.ROOT),
                hook.secrets().size(),
                hook.createdAt());
    }

    private static List<String> sort(Collection<String> texts) {
        return texts.stream().sorted().toList();
    }
}
