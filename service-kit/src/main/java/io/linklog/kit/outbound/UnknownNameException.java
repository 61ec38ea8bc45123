package io.linklog.kit.outbound;

import java.net.ConnectException;

/** The call was not made, because the host has no address. */
public final class UnknownNameException extends ConnectException {
    private static final long serialVersionUID = 1;

    UnknownNameException(String host) {
        super("The host " + host + " is not known");
    }
}
