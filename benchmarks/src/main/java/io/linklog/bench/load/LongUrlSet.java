package io.linklog.bench.load;

import io.linklog.schemas.rules.LongUrls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The URLs that are shortened: those of a file, or made up, the same ones each time. */
public final class LongUrlSet {

    /** As many as the list of real URLs has that the import's goal was set with. */
    public static final int REAL_COUNT = 19_318;

    /** Lengths at each tenth of that list, in characters; the median is 42, the last is its 99.9th percentile. */
    private static final int[] LENGTHS = {18, 30, 40, 41, 41, 42, 47, 54, 66, 85, 320};

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-";
    private static final long SEED = 20261123;

    private LongUrlSet() {}

    /** One URL a line; blank lines and what Linklog refuses are left out. */
    public static List<String> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && LongUrls.mistake(line).isEmpty())
                .toList();
    }

    /** Different from each other; plain enough for a configuration of nginx to hold them unquoted. */
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
        // the last tenth is a long tail: its square keeps most of it near the beginning
        double part = below == LENGTHS.length - 2 ? Math.pow(at - below, 4) : at - below;
        return (int) Math.round(LENGTHS[below] + part * (LENGTHS[below + 1] - LENGTHS[below]));
    }
}
