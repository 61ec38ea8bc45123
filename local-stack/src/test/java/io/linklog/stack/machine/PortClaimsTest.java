package io.linklog.stack.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PortClaimsTest {

    @TempDir
    private Path folder;

    @Test
    void claimsAPortOnce() {
        assertThat(new PortClaims(folder).claim(20_000)).isTrue();
        assertThat(new PortClaims(folder).claim(20_000)).isFalse();
        assertThat(new PortClaims(folder).claim(20_001)).isTrue();
    }

    @Test
    void claimEndsWithItsProcess() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(folder.resolve("20000"), Long.toString(ended.pid()));

        PortClaims claims = new PortClaims(folder);

        assertThat(claims.claim(20_000)).as("found dead").isFalse();
        assertThat(claims.claim(20_000)).as("free again").isTrue();
    }

    @Test
    void unfinishedClaimCounts() throws Exception {
        Files.createFile(folder.resolve("20000"));

        PortClaims claims = new PortClaims(folder);

        assertThat(claims.claim(20_000)).isFalse();
        assertThat(claims.claim(20_000)).isFalse();
    }
}
