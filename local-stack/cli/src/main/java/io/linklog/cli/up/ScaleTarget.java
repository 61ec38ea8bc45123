package io.linklog.cli.up;

import io.linklog.cli.options.Failure;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.whole.Service;
import java.util.Objects;

/**
 * The wanted number of instances of a service.
 *
 * @param count at least 1
 */
record ScaleTarget(Service service, int count) {

    /** More on one machine is a typing error. */
    private static final int MOST = 20;

    /**
     * Reads {@code query-service=3}.
     *
     * @throws Failure when it has another form
     */
    static ScaleTarget parse(String text) {
        String[] parts = text.split("=", -1);
        if (parts.length != 2) {
            throw new Failure(2, "\"" + text + "\" is not SERVICE=NUMBER, for instance query-service=3.", null);
        }
        Service service;
        try {
            service = Service.byName(parts[0].strip());
        } catch (StackException unknown) {
            throw new Failure(2, Objects.toString(unknown.getMessage()), unknown);
        }
        int count;
        try {
            count = Integer.parseInt(parts[1].strip());
        } catch (NumberFormatException e) {
            throw new Failure(
                    2, "\"" + parts[1] + "\" in " + text + " is not a number of instances, for instance 3.", e);
        }
        if (count == 0) {
            throw new Failure(
                    2,
                    "Linklog needs at least one " + service.module() + ": " + service.module()
                            + "=1 is the minimum. ./linklog down stops everything.",
                    null);
        }
        if (count < 0 || count > MOST) {
            throw new Failure(
                    2,
                    "The number of instances of " + service.module() + " is 1 to " + MOST + ", not " + count + ".",
                    null);
        }
        return new ScaleTarget(service, count);
    }
}
