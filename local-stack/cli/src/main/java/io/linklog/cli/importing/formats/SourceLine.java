package io.linklog.cli.importing.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of an input: a link, or the reason why there is none.
 *
 * @param number of the line where it begins; the first is 1
 * @param input its text as the file has it; long texts are shortened, every legal URL stays whole
 * @param link the body of the request; null when the line is refused or skipped
 * @param reason continues a sentence that begins with the line's number; null when the line is a link
 * @param skipped whether the line is left out on purpose
 * @param password that the link gets; null for none. It is no part of the body, of which keys are made
 * @param deleted whether the link is deleted once it is there
 */
public record SourceLine(
        long number,
        String input,
        @Nullable ObjectNode link,
        @Nullable String reason,
        boolean skipped,
        @Nullable String password,
        boolean deleted) {

    private static final int LONGEST_INPUT = 2_100;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A link without a password that stays, or none. */
    public SourceLine(long number, String input, @Nullable ObjectNode link, @Nullable String reason, boolean skipped) {
        this(number, input, link, reason, skipped, null, false);
    }

    public SourceLine {
        input = input.length() <= LONGEST_INPUT ? input : input.substring(0, LONGEST_INPUT) + "…";
    }

    /** The fields of the request; only for a line that is a link. */
    public ObjectNode request() {
        return Objects.requireNonNull(link);
    }

    static SourceLine refused(long number, String input, String reason) {
        return new SourceLine(number, input, null, reason, false);
    }

    /**
     * The body of the request, in UTF-8; only for a link. Equal links have equal bytes in every version of this
     * program, because idempotency keys are made of them. That includes how characters are escaped.
     */
    public byte[] body() throws JsonProcessingException {
        return JSON.writeValueAsBytes(link);
    }
}
