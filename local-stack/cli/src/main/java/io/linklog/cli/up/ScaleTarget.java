package io.linklog.cli.up;

import io.linklog.cli.options.Failure;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.whole.Service;

/**
 * How many instances of a service there shall be.
 *
 * @param count at least 1
 */
record ScaleTarget(Service service, int count) {

    /** More than that on one machine is a slip of the finger. */
    private static final int MOST = 20;

    /**
     * Reads {@code query-service=3}.
     *
     * @throws Failure when it is no such thing
     */
    static ScaleTarget parse(String text) {
        String[] parts = text.split("=", -1);
        if (parts.length != 2) {
            throw new Failure(2, "\"" + text + "\" is not SERVICE=NUMBER, for instance query-service=3.", null);
        }
        Service service;
        try {
            service = Service.named(parts[0].strip());
        } catch (StackException unknown) {
            throw new Failure(2, unknown.getMessage(), unknown);
        }
        int count;
        try {
            count = Integer.parseInt(parts[1].strip());
        } catch (NumberFormatException e) {
            throw new Failure(2, "\"" + parts[1] + "\" in " + text + " is no number of instances, for instance 3.", e);
        }
        if (count == 0) {
            throw new Failure(
                    2,
                    "One " + service.module() + " must stay, or Linklog does not work: " + service.module()
                            + "=1 is the least. ./linklog down ends everything.",
                    null);
        }
        if (count < 0 || count > MOST) {
            throw new Failure(
                    2, "Instances of " + service.module() + " go from 1 to " + MOST + ", not " + count + ".", null);
        }
        return new ScaleTarget(service, count);
    }
}
