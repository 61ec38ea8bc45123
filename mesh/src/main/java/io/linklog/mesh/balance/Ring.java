package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Points on a circle of hashes, each the start of a stretch that belongs to one instance (Karger et al. 1997). An
 * instance has four points for each unit of weight, 400 at the usual weight 100, whose places come from its hash id and
 * nothing else: every client sees the same ring, and a change of one instance moves only keys from it or to it.
 *
 * <p>400 because the deviation of a share is about 1/√points: with 200 the largest of ten is more than 1.18 of the mean
 * in one ring of twenty, with 400 more than 1.14 (measured).
 *
 * <p>A point is a {@code long}: the upper 48 bits its place, the lower 16 whose it is. Only places are compared with
 * keys; should two fall on one place, the lower hash id has it. Immutable.
 */
final class Ring {

    private static final int POINTS_PER_WEIGHT = 4;
    private static final int OWNER_BITS = 16;
    private static final long PLACE = -1L << OWNER_BITS;
    private static final int SEED = 0;

    private final long[] points;
    /** Of each section of the circle, the first point in it or after it: from there a search takes a step or two. */
    private final int[] guide;

    private final int shift;

    /** @param instances by hash id; no two with the same, the second would have no stretch of its own */
    Ring(List<Instance> instances) {
        if (instances.size() > 1 << OWNER_BITS) {
            throw new IllegalArgumentException("A ring holds at most 65536 instances, not " + instances.size());
        }
        int count =
                instances.stream().mapToInt(i -> i.weight() * POINTS_PER_WEIGHT).sum();
        this.points = new long[count];
        int next = 0;
        ByteBuffer name = ByteBuffer.allocate(2 * Integer.BYTES);
        for (int owner = 0; owner < instances.size(); owner++) {
            Instance instance = instances.get(owner);
            for (int i = 0; i < instance.weight() * POINTS_PER_WEIGHT; i++) {
                name.clear().putInt(instance.hashId()).putInt(i);
                points[next++] = (hash(name.array()) & PLACE) | owner;
            }
        }
        Arrays.sort(points);
        int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count));
        this.shift = Long.SIZE - bits;
        this.guide = new int[1 << bits];
        for (int section = 1; section < guide.length; section++) {
            int at = guide[section - 1];
            while (at < count && section(points[at]) < section) {
                at++;
            }
            guide[section] = at;
        }
    }

    static long hash(String key) {
        return hash(key.getBytes(StandardCharsets.UTF_8));
    }

    private static long hash(byte[] bytes) {
        return MurmurHash3.hash128x64(bytes, 0, bytes.length, SEED)[0];
    }

    int size() {
        return points.length;
    }

    /** The position of the point at or after a key's hash, from which one walks on. */
    int position(long hash) {
        long place = hash & PLACE;
        int at = guide[section(place)];
        while (at < points.length && points[at] < place) {
            at++;
        }
        return at == points.length ? 0 : at;
    }

    /** The circle in as many equal sections as the guide has places, in the order of signed numbers. */
    private int section(long place) {
        return (int) ((place ^ Long.MIN_VALUE) >>> shift);
    }

    /** Index, in the list it was made of, of the instance that has the stretch at a position. */
    int owner(int position) {
        return (int) (points[position] & ~PLACE);
    }
}
