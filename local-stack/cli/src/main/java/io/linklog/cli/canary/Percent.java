package io.linklog.cli.canary;

import io.linklog.cli.options.Failure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Shares of requests: percent for people, basis points in the program. */
final class Percent {

    private Percent() {}

    static String of(int basisPoints) {
        return number(basisPoints) + " %";
    }

    static String number(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString();
    }

    /**
     * Reads {@code 1,5,25,50,100}; a share may have two decimal places.
     *
     * @throws Failure when one is not a share
     */
    static List<Integer> list(String text) {
        List<Integer> points = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            try {
                points.add(new BigDecimal(part.strip()).movePointRight(2).intValueExact());
            } catch (ArithmeticException | NumberFormatException e) {
                throw new Failure(
                        2,
                        "--steps " + text + ": '" + part + "' is not a percentage with at most two decimal places."
                                + " Write for instance 1,5,25,50,100.",
                        e);
            }
        }
        return points;
    }
}
