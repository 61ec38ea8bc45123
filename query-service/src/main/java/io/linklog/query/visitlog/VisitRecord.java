package io.linklog.query.visitlog;

import io.linklog.schemas.VisitKind;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.ShortCodes;
import io.linklog.schemas.names.TenantName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A visit as the journal stores it. Long texts are truncated.
 *
 * @param run id of the run of the process that answered it
 * @param sequence the sequence number within the run and partition
 */
record VisitRecord(long run, int partition, long sequence, RequestFacts facts) {

    static final int LONGEST_CODE = ShortCodes.LONGEST_BYTES;
    static final int LONGEST_USER_AGENT = 512;
    static final int LONGEST_REFERRER = 253;
    static final int LONGEST_TRACE = 55;
    static final int LONGEST_TENANT = TenantName.LONGEST;

    private static final int FIXED = 8 + 1 + 1 + 2 + 8 + 1 + 1 + 8 + 2 + 1 + 1 + 1;
    private static final int HEAD = 1;
    private static final int PREFETCH = 2;
    private static final int VISITOR = 4;
    private static final int PRIVATE = 8;
    /**
     * The record ends with a tenant. It is left out for the default tenant, and so it is in records that are older than
     * tenants.
     */
    private static final int TENANT = 16;

    /** The code is a name on another domain than the default one: the record ends with that domain. */
    private static final int DOMAIN = 32;

    /** A rule chose the target: the record ends with its number. */
    private static final int RULE = 64;

    /** Stands for the length of a code that has two bytes after it. Records that are older have no such length. */
    private static final byte LONG_CODE = -1;

    /** The most bytes of a code whose length has one byte. */
    private static final int LONGEST_SHORT_CODE = 64;

    private static final VisitKind[] KINDS = VisitKind.values();

    /** The most bytes that {@link #write} writes. */
    static final int LONGEST = FIXED
            + 2
            + LONGEST_CODE
            + 16
            + LONGEST_USER_AGENT
            + LONGEST_REFERRER
            + LONGEST_TRACE
            + LONGEST_TENANT
            + 1
            + LinkName.LONGEST_DOMAIN
            + 1;

    /**
     * Writes a visit at the buffer's position. Truncates texts that are too long.
     *
     * @param sequence the number that the journal assigned
     */
    static void write(ByteBuffer to, RequestFacts facts, int partition, long sequence) {
        Long visitor = facts.visitor();
        LinkName name = LinkName.parse(facts.code());
        byte[] code = name.code().getBytes(StandardCharsets.UTF_8);
        boolean hasTenant = !facts.tenant().equals(TenantName.DEFAULT);
        to.putLong(facts.atMillis());
        to.put((byte) facts.kind().ordinal());
        int flags = (facts.head() ? HEAD : 0)
                | (facts.prefetch() ? PREFETCH : 0)
                | (facts.isPrivate() ? PRIVATE : 0)
                | (visitor == null ? 0 : VISITOR)
                | (hasTenant ? TENANT : 0)
                | (name.domain() == null ? 0 : DOMAIN)
                | (facts.rule() == 0 ? 0 : RULE);
        to.put((byte) flags);
        to.putShort((short) partition);
        to.putLong(sequence);
        to.putLong(visitor == null ? 0 : visitor);
        to.put((byte) facts.address().length).put(facts.address());
        putShort(to, facts.userAgent(), LONGEST_USER_AGENT);
        if (code.length > LONGEST_SHORT_CODE) {
            int length = HeaderText.cut(code, LONGEST_CODE);
            to.put(LONG_CODE).putShort((short) length).put(code, 0, length);
        } else {
            to.put((byte) code.length).put(code);
        }
        putByte(to, facts.referrer(), LONGEST_REFERRER);
        putByte(to, facts.trace(), LONGEST_TRACE);
        if (hasTenant) {
            putByte(to, facts.tenant(), LONGEST_TENANT);
        }
        if (name.domain() != null) {
            putByte(to, name.domain(), LinkName.LONGEST_DOMAIN);
        }
        if (facts.rule() != 0) {
            to.put((byte) facts.rule());
        }
    }

    /** Reads a visit that {@link #write} wrote, from the buffer's position on. */
    static VisitRecord read(ByteBuffer from, long run) {
        long atMillis = from.getLong();
        VisitKind kind = KINDS[from.get()];
        int flags = from.get();
        int partition = from.getShort();
        long sequence = from.getLong();
        long visitor = from.getLong();
        byte[] address = new byte[from.get()];
        from.get(address);
        String userAgent = HeaderText.decode(bytes(from, from.getShort()));
        byte codeLength = from.get();
        int length = codeLength == LONG_CODE ? from.getShort() : codeLength;
        String code = new String(bytes(from, length), StandardCharsets.UTF_8);
        String referrer = shortText(from);
        String trace = shortText(from);
        String tenant = (flags & TENANT) == 0 ? TenantName.DEFAULT : shortText(from);
        String domain = (flags & DOMAIN) == 0 ? null : shortText(from);
        int rule = (flags & RULE) == 0 ? 0 : from.get() & 0xff;
        RequestFacts facts = new RequestFacts(
                atMillis,
                kind,
                rule,
                (flags & HEAD) != 0,
                (flags & PREFETCH) != 0,
                (flags & PRIVATE) != 0,
                LinkName.text(domain, code),
                tenant,
                address,
                (flags & VISITOR) == 0 ? null : visitor,
                userAgent,
                referrer,
                trace);
        return new VisitRecord(run, partition, sequence, facts);
    }

    private static void putShort(ByteBuffer to, String text, int longest) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = HeaderText.cut(bytes, longest);
        to.putShort((short) length).put(bytes, 0, length);
    }

    private static void putByte(ByteBuffer to, String text, int longest) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(longest, bytes.length);
        to.put((byte) length).put(bytes, 0, length);
    }

    private static String shortText(ByteBuffer from) {
        return text(from, from.get() & 0xff);
    }

    private static String text(ByteBuffer from, int length) {
        return new String(bytes(from, length), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
