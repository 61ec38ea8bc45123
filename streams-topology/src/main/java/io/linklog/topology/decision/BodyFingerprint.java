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
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Distinguishes a repeat of a request from another request under the same idempotency key. */
public final class BodyFingerprint {

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
            new SpecificDatumWriter<SpecificRecordBase>(asSent.getSchema(), asSent.getSpecificData())
                    .write(asSent, encoder);
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
}
