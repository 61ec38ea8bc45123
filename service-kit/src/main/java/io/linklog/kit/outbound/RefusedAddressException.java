package io.linklog.kit.outbound;

import java.net.ConnectException;

/** The call was not made, because the rule does not allow its URL or an address of its host. */
public final class RefusedAddressException extends ConnectException {
    private static final long serialVersionUID = 1;

    RefusedAddressException(String sentence) {
        super(sentence);
    }
}
