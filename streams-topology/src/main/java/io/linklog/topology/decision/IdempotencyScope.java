package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.SenderKey;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.CommandKey;
import org.jspecify.annotations.Nullable;

/**
 * Within what an idempotency key stands for one request: tenant, operation, and the link that the request names; for a
 * create with findIfExists and without a slug, its domain and URL. These are what selects the partition, too: all
 * requests of one scope meet in one partition, so another request under the same key is always noticed, and requests of
 * different scopes never disturb each other, even where they happen to meet.
 *
 * <p>Each API key has scopes of its own, because the answer depends on it: one key must not get, or spoil, what another
 * is answered.
 */
public final class IdempotencyScope {

    private IdempotencyScope() {}

    /** The scope of a command and its key as one text; null for a command without a key. */
    public static @Nullable String of(LinkCommand command) {
        String key = command.getIdempotencyKey();
        if (key == null) {
            return null;
        }
        Object body = command.getBody();
        // none of the parts contains a space, and no name contains the colon of a URL's key
        String scope = String.join(" ", command.getTenant(), body.getClass().getSimpleName(), subject(command), key);
        SenderKey sender = command.getSenderKey();
        return sender == null ? scope : scope + " " + sender.getId();
    }

    private static String subject(LinkCommand command) {
        Object body = command.getBody();
        if (!(body instanceof CreateLink create)) {
            return name(command);
        }
        if (create.getCustomSlug() != null) {
            return LinkName.text(command.getDomain(), create.getCustomSlug());
        }
        return create.getFindIfExists()
                ? CommandKey.url(
                        command.getTenant(),
                        command.getDomain(),
                        create.getAttributes().getLongUrl())
                : "";
    }

    /** The name of the link that a command about an existing link names. */
    static String name(LinkCommand command) {
        return LinkName.text(command.getDomain(), code(command.getBody()));
    }

    static String code(Object body) {
        if (body instanceof EditLink edit) {
            return edit.getCode();
        }
        if (body instanceof DeleteLink delete) {
            return delete.getCode();
        }
        return ((RestoreLink) body).getCode();
    }
}
