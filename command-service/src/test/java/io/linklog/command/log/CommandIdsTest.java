package io.linklog.command.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.rules.LinkDefaults;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class CommandIdsTest {

    private static final long LATEST = (1L << 48) - 1;

    @Property
    void anIdNamesThePartitionsOfItsCommandAndOutcome(
            @ForAll @LongRange(min = 0, max = LATEST) long timeMs,
            @ForAll @IntRange(min = 1, max = CommandIds.MOST_PARTITIONS) int partitions,
            @ForAll int reply,
            @ForAll int command,
            @ForAll long random) {
        int replyPartition = Math.floorMod(reply, partitions);
        int commandPartition = Math.floorMod(command, partitions);
        String id = new CommandIds(() -> random).next(timeMs, replyPartition, commandPartition);
        assertThat(CommandIds.place(id, "default", partitions))
                .contains(new CommandIds.Place(timeMs, replyPartition, commandPartition));
    }

    @Property
    void anIdIsAVersion7UuidInTimeOrder(
            @ForAll @LongRange(min = 0, max = LATEST - 1) long timeMs,
            @ForAll @IntRange(min = 0, max = 4094) int reply,
            @ForAll @IntRange(min = 0, max = 4094) int command,
            @ForAll long random) {
        CommandIds ids = new CommandIds(() -> random);
        UUID id = UUID.fromString(ids.next(timeMs, reply, command));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(ids.next(timeMs + 1, 0, 0)).isGreaterThan(id.toString());
    }

    @Property
    void anIdThatIsAlsoTheKeyNamesThePartitionOfThatKey(
            @ForAll @LongRange(min = 0, max = LATEST) long timeMs,
            @ForAll @IntRange(min = 1, max = 1000) int partitions,
            @ForAll long random) {
        String id = new CommandIds(() -> random).nextKeyedById(timeMs, 0);
        var attributes = LinkDefaults.attributes("https://example.org");
        var command = new LinkCommand(
                id,
                "default",
                null,
                null,
                0,
                0,
                new CreateLink(null, false, attributes, null, null),
                List.of(),
                null,
                null);
        int partition = Topics.partition(CommandKey.of(command), partitions);
        assertThat(CommandIds.place(id, "default", partitions)).contains(new CommandIds.Place(timeMs, 0, partition));
    }

    @Property
    void aForeignIdHasNoPlace(@ForAll String text) {
        assertThat(CommandIds.place(text, "default", 12)).isEmpty();
    }

    @Property
    void aRandomUuidHasNoPlace(@ForAll long high, @ForAll long low) {
        UUID version4 = new UUID((high & ~0xf000L) | 0x4000, (low >>> 2) | Long.MIN_VALUE);
        assertThat(CommandIds.place(version4.toString(), "default", 12)).isEmpty();
    }

    @Property
    void partitionsThatDoNotExistHaveNoPlace(@ForAll @IntRange(min = 12, max = 4094) int partition) {
        CommandIds ids = new CommandIds(() -> 0);
        assertThat(CommandIds.place(ids.next(0, partition, 0), "default", 12)).isEmpty();
        assertThat(CommandIds.place(ids.next(0, 0, partition), "default", 12)).isEmpty();
    }
}
