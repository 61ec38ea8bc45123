package io.linklog.topology.decision;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.encoding.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Distinguishes a repeat of a request from another request under the same idempotency key. */
public final class BodyFingerprint {

    private static final String RULES = "redirectRules";
    /** Fields that bodies have had since then, null where they are not set. */
    private static final Set<String> LATER = Set.of("passwordHash", "description", "imageUrl", "origin");

    private BodyFingerprint() {}

    /** The fingerprint that the writer gave; without one, the SHA-256 of the command's domain and body in hex. */
    public static String of(LinkCommand command) {
        String given = command.getFingerprint();
        return given != null ? given : ofBody(command.getDomain(), (SpecificRecordBase) command.getBody());
    }

    private static String ofBody(@Nullable String domain, SpecificRecordBase body) {
        SpecificRecordBase asSent = body;
        if (body instanceof CreateLink create && create.getCandidate() != null) {
            // the candidate is the topology's own note, added while the command was forwarded
            asSent = LinkRecords.withCandidate(create, null);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            write(asSent, encoder);
            MessageDigest sha256 = Sha256.digest();
            sha256.update(asSent.getSchema().getName().getBytes(StandardCharsets.US_ASCII));
            if (domain != null) {
                sha256.update(domain.getBytes(StandardCharsets.US_ASCII));
                sha256.update((byte) '/');
            }
            return HexFormat.of().formatHex(sha256.digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
    }

    /**
     * Writes a record as Avro does, but without later fields that are not set: so the fingerprint of a body is what it
     * was before the fields existed, and a repeat that spans an upgrade is one.
     */
    private static void write(SpecificRecordBase record, BinaryEncoder encoder) throws IOException {
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (field.name().equals(RULES) && (value == null || (value instanceof List<?> rules && rules.isEmpty()))) {
                if (value != null && field.schema().isUnion()) {
                    encoder.writeString(RULES); // an edit that removes the rules is not one that keeps them
                }
            } else if (value == null && LATER.contains(field.name())) {
                continue;
            } else if (value instanceof SpecificRecordBase part
                    && field.schema().getType() == Schema.Type.RECORD) {
                write(part, encoder);
            } else {
                new SpecificDatumWriter<>(field.schema(), record.getSpecificData()).write(value, encoder);
            }
        }
    }
}
