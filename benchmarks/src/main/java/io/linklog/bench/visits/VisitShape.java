package io.linklog.bench.visits;

import java.util.Arrays;
import java.util.Random;

/** How visits are spread over codes. Confined to one thread. */
public final class VisitShape {

    private static final int CODES = 100_000;

    private final String name;
    private final double[] cumulated;
    private final Random random = new Random(7);

    private VisitShape(String name, double[] cumulated) {
        this.name = name;
        this.cumulated = cumulated;
    }

    /** The n-th code is visited an n-th as often as the first: what is measured of links everywhere. */
    public static VisitShape zipf() {
        return zipf(CODES);
    }

    /** The same over as many codes. */
    public static VisitShape zipf(int codes) {
        return of("Zipf", codes, 1);
    }

    /** Each code as often as any other: the worst, since no row is shared. */
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

    /** Its name, with the number of codes. */
    public String title() {
        return cumulated.length == 1 ? name : String.format("%s over %,d codes", name, cumulated.length);
    }

    String nextCode() {
        return "code" + next();
    }

    /** Which code is visited next, from 0, the most popular first. */
    public int next() {
        int found = Arrays.binarySearch(cumulated, random.nextDouble());
        return Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found);
    }
}
