package io.linklog.bench.visits;

import java.util.Arrays;
import java.util.Random;

/** A distribution of visits over codes. Confined to one thread. */
public final class VisitShape {

    private static final int CODES = 100_000;

    private final String name;
    private final double[] cumulated;
    private final Random random = new Random(7);

    private VisitShape(String name, double[] cumulated) {
        this.name = name;
        this.cumulated = cumulated;
    }

    /** Zipf's law: the n-th code gets 1/n of the visits of the first. Measured popularity of links follows it. */
    public static VisitShape zipf() {
        return zipf(CODES);
    }

    /** Zipf's law over this many codes. */
    public static VisitShape zipf(int codes) {
        return of("Zipf", codes, 1);
    }

    /** All codes are equally popular. This is the worst case, because visits share no rows. */
    public static VisitShape uniform() {
        return of("uniform", CODES, 0);
    }

    public static VisitShape oneCode() {
        return new VisitShape("one code", new double[] {1});
    }

    private static VisitShape of(String name, int codes, double exponent) {
        double[] cumulated = new double[codes];
        double sum = 0;
        for (int i = 0; i < codes; i++) {
            sum += 1 / Math.pow(i + 1, exponent);
            cumulated[i] = sum;
        }
        for (int i = 0; i < codes; i++) {
            cumulated[i] /= sum;
        }
        return new VisitShape(name, cumulated);
    }

    /** The name and the number of codes. */
    public String title() {
        return cumulated.length == 1 ? name : String.format("%s over %,d codes", name, cumulated.length);
    }

    String nextCode() {
        return "code" + next();
    }

    /** The next code to visit, numbered from 0 by popularity. */
    public int next() {
        int found = Arrays.binarySearch(cumulated, random.nextDouble());
        return Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found);
    }
}
