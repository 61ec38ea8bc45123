package io.linklog.schemas.conditions;

/**
 * A share of the visitors, in percent. Each target has visitors of its own: of two rules with 50 %, the second gets
 * half of those that the first leaves over.
 */
final class Share {

    private static final int WHOLE = 100;

    private final int percent;
    private final long salt;

    private Share(int percent, long salt) {
        this.percent = percent;
        this.salt = salt;
    }

    static Share read(String text, String target) throws InvalidConditionException {
        int percent = SmallNumber.read(text, WHOLE);
        if (percent < 0) {
            throw new InvalidConditionException("matchValue must be a whole number from 0 to 100, without a sign");
        }
        // specified by the language: every instance computes the same
        return new Share(percent, mix(target.hashCode()));
    }

    boolean contains(long draw) {
        return Long.remainderUnsigned(mix(draw ^ salt), WHOLE) < percent;
    }

    /** The last step of MurmurHash3 (Austin Appleby, public domain): each bit of the result depends on all bits. */
    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
