package io.linklog.sidecar;

/** What the HAProxy that an agent drives is for. */
enum Role {
    /** The one port that users see. */
    EDGE("edge", 8080),
    /** Beside a program, for its calls to others. */
    SIDECAR("sidecar", 8090);

    private final String service;
    private final int usualPort;

    Role(String service, int usualPort) {
        this.service = service;
        this.usualPort = usualPort;
    }

    /** The name under which an agent of this role is in the registry. */
    String service() {
        return service;
    }

    int usualPort() {
        return usualPort;
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
