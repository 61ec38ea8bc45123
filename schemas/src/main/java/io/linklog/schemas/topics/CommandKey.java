package io.linklog.schemas.topics;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.encoding.Sha256;
import io.linklog.schemas.names.LinkName;
import org.jspecify.annotations.Nullable;

/**
 * The record key of a command on {@code link-commands}: the link's name, if the command names one; else the candidate's
 * name; else tenant, domain and URL hash (findIfExists); else tenant and idempotency key; else the command id. A name
 * contains no colon, so names collide with no other kind.
 */
public final class CommandKey {

    private CommandKey() {}

    /** The key that leads a command to the partition that decides it. */
    public static String of(LinkCommand command) {
        Object body = command.getBody();
        if (body instanceof CreateLink create) {
            if (create.getCustomSlug() != null) {
                return LinkName.text(command.getDomain(), create.getCustomSlug());
            }
            if (create.getCandidate() != null) {
                return LinkName.text(command.getDomain(), create.getCandidate());
            }
            if (create.getFindIfExists()) {
                return url(
                        command.getTenant(),
                        command.getDomain(),
                        create.getAttributes().getLongUrl());
            }
            String key = command.getIdempotencyKey();
            return command.getTenant() + ":key:" + (key != null ? key : command.getCommandId());
        }
        if (body instanceof EditLink edit) {
            return LinkName.text(command.getDomain(), edit.getCode());
        }
        if (body instanceof DeleteLink delete) {
            return LinkName.text(command.getDomain(), delete.getCode());
        }
        if (body instanceof RestoreLink restore) {
            return LinkName.text(command.getDomain(), restore.getCode());
        }
        throw new IllegalArgumentException("A command without a body has no key: " + command.getCommandId());
    }

    /**
     * The key of a tenant's URL on a domain: {@code tenant:url:} and the first 128 bits of its SHA-256 in hex, which
     * stand where a link's name has its code.
     *
     * @param domain null for the default domain
     * @param longUrl as it is stored, without normalisation
     */
    public static String url(String tenant, @Nullable String domain, String longUrl) {
        return tenant + ":url:" + LinkName.text(domain, Sha256.hex(longUrl, 16));
    }
}
