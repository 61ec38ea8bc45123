package io.linklog.sidecar.settings;

/** The role of an HAProxy. */
public enum Role {
    /** The public port of the whole system. */
    EDGE("edge", 8080),
    /** A proxy beside one program, for the calls of that program. */
    SIDECAR("sidecar", 15_001);

    private final String service;
    private final int usualPort;

    Role(String service, int usualPort) {
        this.service = service;
        this.usualPort = usualPort;
    }

    /** The service name of an agent of this role in the registry. */
    String service() {
        return service;
    }

    int usualPort() {
        return usualPort;
    }

    /** @throws IllegalArgumentException when the word is not the name of a role */
    static Role parse(String word) {
        for (Role role : values()) {
            if (role.service.equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("must be edge or sidecar");
    }
}
