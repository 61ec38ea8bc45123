package io.linklog.schemas.topics;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.encoding.Sha256;

/**
 * The record key of a command on {@code link-commands}: the code, if the command names one; else the candidate's code;
 * else tenant and URL hash (findIfExists); else tenant and idempotency key; else the command id. A code contains no
 * colon, so codes collide with no other kind.
 */
public final class CommandKey {

    private CommandKey() {}

    /** The key that leads a command to the partition that decides it. */
    public static String of(LinkCommand command) {
        Object body = command.getBody();
        if (body instanceof CreateLink create) {
            if (create.getCustomSlug() != null) {
                return create.getCustomSlug();
            }
            if (create.getCandidate() != null) {
                return create.getCandidate();
            }
            if (create.getFindIfExists()) {
                return url(command.getTenant(), create.getAttributes().getLongUrl());
            }
            String key = command.getIdempotencyKey();
            return command.getTenant() + ":key:" + (key != null ? key : command.getCommandId());
        }
        if (body instanceof EditLink edit) {
            return edit.getCode();
        }
        if (body instanceof DeleteLink delete) {
            return delete.getCode();
        }
        if (body instanceof RestoreLink restore) {
            return restore.getCode();
        }
        throw new IllegalArgumentException("A command without a body has no key: " + command.getCommandId());
    }

    /**
     * The key of a tenant's URL: {@code tenant:url:} and the first 128 bits of its SHA-256 in hex.
     *
     * @param longUrl as it is stored, without normalisation
     */
    public static String url(String tenant, String longUrl) {
        return tenant + ":url:" + Sha256.hex(longUrl, 16);
    }
}
