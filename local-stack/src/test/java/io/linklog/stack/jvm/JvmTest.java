package io.linklog.stack.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JvmTest {

    @Test
    void readsTheVersionOfAJdkFromItsReleaseFile() {
        assertThat(Jdk.version("IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\n"))
                .isEqualTo(17);
        assertThat(Jdk.version("JAVA_VERSION=\"11\"\n")).isEqualTo(11);
        assertThat(Jdk.version("JAVA_VERSION=\"1.8.0_402\"\n")).isEqualTo(8);
        assertThat(Jdk.version("nothing")).isNull();
    }

    @Test
    void optionsFromTheEnvironmentComeLastAndOverrideOurs() {
        assertThat(Tuning.LOAD.jvm(64, Map.of("LINKLOG_JVM_OPTIONS", " -XX:TieredStopAtLevel=1  -Xmx80m ")))
                .contains("-Xmx64m")
                .endsWith("-XX:TieredStopAtLevel=1", "-Xmx80m");
        assertThat(Tuning.LOAD.jvm(64, Map.of())).noneMatch(String::isBlank);
    }
}
