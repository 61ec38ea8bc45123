package io.linklog.kit.outbound;

import java.net.ConnectException;

/** The call was not made, because as many as may be are in flight. */
public final class NoPlaceException extends ConnectException {
    private static final long serialVersionUID = 1;

    NoPlaceException() {
        super("Too many calls are in flight");
    }
}
