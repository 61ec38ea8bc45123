package io.linklog.mesh.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Assertions about readers of JSON in etcd. */
public final class InvalidJson {

    /** A reader of one kind of value. */
    @FunctionalInterface
    public interface Reader {
        Object read(String text) throws MalformedValueException;
    }

    private InvalidJson() {}

    /** Replaces a part of a valid text, and asserts that the reader rejects the result with this reason. */
    public static void assertRejected(String valid, String right, String wrong, String reason, Reader reader) {
        assertThat(valid).contains(right);
        assertThatThrownBy(() -> reader.read(valid.replace(right, wrong)))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining(reason);
    }

    /** Asserts that the reader reads a text or rejects it with a message. */
    public static void assertReadOrRejected(String text, Reader reader) {
        try {
            reader.read(text);
        } catch (MalformedValueException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
