package io.linklog.stack.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisksTest {

    private static final long MIB = 1L << 20;

    @TempDir
    Path stack;

    private static Disks.Space space(String id, long free) {
        return new Disks.Space(id, free);
    }

    @Test
    void aDiskThatIsLowIsNamedOnceWithItsSpace() throws IOException {
        Files.createDirectories(stack.resolve("data/kafka"));
        Files.createDirectories(stack.resolve("logs"));
        assertThat(Disks.low(stack, folder -> Optional.of(space("/", 700 * MIB))))
                .singleElement()
                .satisfies(low -> assertThat(low.text()).isEqualTo("The disk of " + stack + " has 700 MiB free"));
        assertThat(Disks.low(stack, folder -> Optional.of(space("/", Disks.NEEDED))))
                .isEmpty();
    }

    @Test
    void aDataFolderOnADiskOfItsOwnIsNamed() throws IOException {
        Path kafka = Files.createDirectories(stack.resolve("data/kafka"));
        Files.createDirectories(stack.resolve("data/etcd"));
        assertThat(Disks.low(
                        stack,
                        folder -> Optional.of(
                                folder.equals(kafka) ? space("/kafka", 1_536 * MIB) : space("/", 99_999 * MIB))))
                .singleElement()
                .satisfies(low -> assertThat(low.text()).isEqualTo("The disk of " + kafka + " has 1.5 GiB free"));
    }

    @Test
    void aFileSystemThatDoesNotReportItsSpaceMayHaveEnough() {
        assertThat(Disks.low(stack, folder -> Optional.empty())).isEmpty();
        assertThat(Disks.low(stack.resolve("nothing"))).isEmpty();
    }

    @Test
    void theDiskOfThisMachineIsRead() {
        assertThat(Disks.Space.of(stack)).hasValueSatisfying(space -> {
            assertThat(space.free()).isPositive();
            assertThat(space.id()).isNotBlank();
        });
    }
}
