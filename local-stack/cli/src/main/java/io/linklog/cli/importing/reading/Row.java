package io.linklog.cli.importing.reading;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One record of a file, under the names that the file gives its members.
 *
 * @param number counts {@link RowSource#unit()}s from 1
 * @param input its text, for people
 * @param members may be changed by the reader; empty when there is a mistake
 * @param mistake why it cannot be read, continues a sentence that begins with the row; null when it can
 */
public record Row(
        long number,
        String input,
        ObjectNode members,
        @Nullable String mistake) {

    static Row of(long number, String input, ObjectNode members) {
        return new Row(number, input, members, null);
    }

    static Row broken(long number, String input, String mistake) {
        return new Row(number, input, JsonNodeFactory.instance.objectNode(), mistake);
    }
}
