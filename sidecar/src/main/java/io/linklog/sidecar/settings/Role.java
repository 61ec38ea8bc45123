package io.linklog.sidecar.settings;

/** What the HAProxy that an agent drives is for. */
public enum Role {
    /** The one port that users see. */
    EDGE("edge", 8080),
    /** Beside one program, which sends its calls through it. */
    SIDECAR("sidecar", 15_001);

    private final String service;
    private final int usualPort;

    Role(String service, int usualPort) {
        this.service = service;
        this.usualPort = usualPort;
    }

    /** The service name under which an agent of this role registers. */
    String service() {
        return service;
    }

    int usualPort() {
        return usualPort;
    }

    /** @throws IllegalArgumentException when the word names no role */
    static Role parse(String word) {
        for (Role role : values()) {
            if (role.service.equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("must be edge or sidecar");
    }
}
