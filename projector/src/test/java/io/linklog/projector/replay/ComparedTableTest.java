package io.linklog.projector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.Keyspace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ComparedTableTest {

    private static final ComparedTable LIST = table("link_list");

    private static ComparedTable table(String name) {
        return ComparedTable.ALL.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ByteBuffer text(String value) {
        return ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer bigint(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(0, value);
    }

    private static ComparedTable.Line line(long token, String list, long createdAt, String code) {
        return new ComparedTable.Line(
                token, List.of(text("default"), text(list), bigint(1), bigint(createdAt), text(code)));
    }

    @Test
    void rowsAreOrderedByTokenThenNewestThenCode() {
        var order = LIST.keyOrder();
        assertThat(order.compare(line(-5, "b", 1, "x"), line(3, "a", 9, "a"))).isNegative();
        assertThat(order.compare(line(3, "a", 9, "x"), line(3, "a", 1, "a"))).isNegative();
        assertThat(order.compare(line(3, "a", 9, "a"), line(3, "a", 9, "aa"))).isNegative();
        assertThat(order.compare(line(3, "a", 9, "a"), line(3, "a", 9, "a"))).isZero();
    }

    @Property
    void textsAreOrderedByTheirUnsignedBytes(@ForAll String a, @ForAll String b) {
        ComparedTable links = table("links");
        int order = links.keyOrder()
                .compare(new ComparedTable.Line(0, List.of(text(a))), new ComparedTable.Line(0, List.of(text(b))));
        assertThat(Integer.signum(order))
                .isEqualTo(Integer.signum(Arrays.compareUnsigned(
                        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void lookUpRestrictsTheWholeKey() {
        assertThat(LIST.lookUp(new Keyspace(2)))
                .endsWith("FROM linklog_2.link_list"
                        + " WHERE tenant = ? AND list = ? AND hour = ? AND created_at = ? AND code = ?");
    }
}
