package io.linklog.kit.http;

import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.Role;

/** What a key must be for a call. */
public enum LeastRole {
    /** No key is needed. */
    PUBLIC("none"),
    READER("reader"),
    AUTHOR("author"),
    EDITOR("editor"),
    ADMIN("admin"),
    /** An admin of the default tenant: the call shows or changes what concerns all tenants. */
    SYSTEM_ADMIN("admin of the tenant " + ApiKey.DEFAULT_TENANT);

    private final String text;

    LeastRole(String text) {
        this.text = text;
    }

    /** The role as an error names it. */
    public String text() {
        return text;
    }

    /** Whether the key may make the call. */
    public boolean isMetBy(ApiKey key) {
        return switch (this) {
            case PUBLIC -> true;
            case READER -> key.role().includes(Role.READER);
            case AUTHOR -> key.role().includes(Role.AUTHOR);
            case EDITOR -> key.role().includes(Role.EDITOR);
            case ADMIN -> key.role().includes(Role.ADMIN);
            case SYSTEM_ADMIN -> key.isSystemAdmin();
        };
    }

    /** Whether the call only reads. */
    public boolean isRead() {
        return this == PUBLIC || this == READER;
    }
}
