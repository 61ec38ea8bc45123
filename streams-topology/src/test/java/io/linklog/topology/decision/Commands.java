package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.KeyRole;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.RestoreLink;
import io.linklog.schemas.SenderKey;
import java.util.List;
import java.util.UUID;

/** Makes commands for tests. */
public final class Commands {

    private Commands() {}

    public static LinkCommand of(Object body) {
        return of(body, null);
    }

    public static LinkCommand of(Object body, String idempotencyKey) {
        return LinkCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setTenant("default")
                .setIdempotencyKey(idempotencyKey)
                .setBody(body)
                .build();
    }

    /** The same command, of a tenant and for a domain; null for the default domain. */
    public static LinkCommand on(String tenant, String domain, LinkCommand command) {
        command.setTenant(tenant);
        command.setDomain(domain);
        return command;
    }

    /** The same command, sent by an API key. */
    public static LinkCommand sentBy(String keyId, KeyRole role, LinkCommand command) {
        command.setSenderKey(new SenderKey(keyId, role));
        return command;
    }

    public static CreateLink create(String longUrl) {
        return create(longUrl, null, false);
    }

    public static CreateLink create(String longUrl, String slug, boolean findIfExists) {
        return CreateLink.newBuilder()
                .setCustomSlug(slug)
                .setFindIfExists(findIfExists)
                .setAttributes(LinkAttributes.newBuilder()
                        .setRedirectRules(List.of())
                        .setLongUrl(longUrl)
                        .setTags(List.of())
                        .build())
                .build();
    }

    public static CreateLink create(String longUrl, String slug, boolean findIfExists, String title) {
        CreateLink create = create(longUrl, slug, findIfExists);
        create.getAttributes().setTitle(title);
        return create;
    }

    public static EditLink edit(String code, LinkChanges.Builder set) {
        return edit(code, null, set);
    }

    public static EditLink edit(String code, Long expectedVersion, LinkChanges.Builder set) {
        return EditLink.newBuilder()
                .setCode(code)
                .setExpectedVersion(expectedVersion)
                .setSet(set.build())
                .build();
    }

    public static DeleteLink delete(String code) {
        return DeleteLink.newBuilder().setCode(code).build();
    }

    public static RestoreLink restore(String code) {
        return RestoreLink.newBuilder().setCode(code).build();
    }
}
