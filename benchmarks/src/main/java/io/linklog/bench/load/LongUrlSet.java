package io.linklog.bench.load;

import io.linklog.schemas.rules.LongUrls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The URLs to shorten: those of a file, or generated ones, which are the same in each run. */
public final class LongUrlSet {

    /** The size of the list of real URLs with which the goal of the import was set. */
    public static final int REAL_COUNT = 19_318;

    /**
     * The deciles of the lengths in that list, in characters. The median is 42; the last value is the 99.9th
     * percentile.
     */
    private static final int[] LENGTHS = {18, 30, 40, 41, 41, 42, 47, 54, 66, 85, 320};

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-";
    private static final long SEED = 20261123;

    private LongUrlSet() {}

    /** The URLs in a file, one per line, without blank lines and URLs that Linklog refuses. */
    public static List<String> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line ->
                        !line.isEmpty() && LongUrls.ofAnyHost().mistake(line).isEmpty())
                .toList();
    }

    /** Generates distinct URLs that an nginx configuration can contain unquoted. */
    public static List<String> generate(int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> urls = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder url = new StringBuilder("https://e.org/").append(Integer.toString(i, 36));
            int length = length(random.nextDouble());
            if (url.length() < length) {
                url.append('/');
            }
            while (url.length() < length) {
                url.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            urls.add(url.toString());
        }
        return List.copyOf(urls);
    }

    private static int length(double share) {
        double at = share * (LENGTHS.length - 1);
        int below = (int) at;
        // the last tenth is a long tail: the fourth power keeps most lengths near its beginning
        double part = below == LENGTHS.length - 2 ? Math.pow(at - below, 4) : at - below;
        return (int) Math.round(LENGTHS[below] + part * (LENGTHS[below + 1] - LENGTHS[below]));
    }
}
