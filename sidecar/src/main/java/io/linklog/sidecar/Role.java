package io.linklog.sidecar;

import java.util.function.BiFunction;

/** What the HAProxy that an agent drives is for. */
enum Role {
    /** The one port that users see. */
    EDGE("edge", 8080, EdgeLayout::new),
    /** Beside one program: what it calls goes through it. */
    SIDECAR("sidecar", 15_001, SidecarLayout::new);

    private final String service;
    private final int usualPort;
    private final BiFunction<ConfigFolder, SidecarSettings, Layout> layout;

    Role(String service, int usualPort, BiFunction<ConfigFolder, SidecarSettings, Layout> layout) {
        this.service = service;
        this.usualPort = usualPort;
        this.layout = layout;
    }

    /** The name under which an agent of this role is in the registry. */
    String service() {
        return service;
    }

    int usualPort() {
        return usualPort;
    }

    Layout layout(ConfigFolder folder, SidecarSettings settings) {
        return layout.apply(folder, settings);
    }

    /** @throws IllegalArgumentException for a word that is no role */
    static Role named(String word) {
        for (Role role : values()) {
            if (role.service.equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("must be edge or sidecar");
    }
}
