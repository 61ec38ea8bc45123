package io.linklog.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs of the README, as somebody pastes them into a project of their own: compiled and run with this module's
 * jar and its dependencies, and nothing else, on the class path.
 */
class ReadmeIT {

    private static final Pattern PROGRAM =
            Pattern.compile("```java\\n(.*?public class (\\w+) .*?)```.*?```text\\n(.*?)```", Pattern.DOTALL);
    private static final String ETCD = "http://127.0.0.1:2379";
    private static final long MIB = 1 << 20;

    /** @param output what the README says that it prints */
    record Program(String name, String source, String output) {
        @Override
        public String toString() {
            return name;
        }
    }

    @TempDir
    private Path folder;

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    static Stream<Program> programs() throws IOException {
        return PROGRAM.matcher(readme())
                .results()
                .map(match -> new Program(match.group(2), match.group(1), match.group(3)));
    }

    /** The jars that Maven gives to a program with this dependency alone. */
    private static List<Path> jars() throws IOException {
        Path own = Path.of("target", "linklog-mesh-" + version() + ".jar");
        String others = Files.readString(Path.of("target", "classpath.txt"));
        return Stream.concat(
                        Stream.of(own),
                        Arrays.stream(others.strip().split(File.pathSeparator, -1))
                                .map(Path::of))
                .map(Path::toAbsolutePath)
                .toList();
    }

    private static String version() throws IOException {
        MatchResult match = Pattern.compile("<artifactId>linklog-mesh</artifactId>\\s*<version>(.*?)</version>")
                .matcher(readme())
                .results()
                .findFirst()
                .orElseThrow();
        return match.group(1);
    }

    private static String classPath(Path... more) throws IOException {
        return String.join(
                File.pathSeparator,
                Stream.concat(jars().stream(), Stream.of(more))
                        .map(Path::toString)
                        .toList());
    }

    @Test
    void eachJavaBlockIsAProgramWithItsOutput() throws IOException {
        assertThat(programs())
                .extracting(Program::name)
                .hasSize(readme().split("```java", -1).length - 1)
                .hasSizeGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aProgramRunsAndPrintsWhatTheReadmeShows(Program program) throws Exception {
        Path source = folder.resolve(program.name + ".java");
        Files.writeString(
                source,
                program.source.replace(ETCD, SharedStack.with(Server.ETCD).etcdEndpoint()));
        assertThat(program.source).contains(ETCD);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", folder.toString(), "-cp", classPath(), source.toString()))
                .isZero();

        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(folder),
                        program.name)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(errors, UTF_8);
        assertThat(Files.readString(out, UTF_8)).as(said).isEqualTo(program.output);
        assertThat(process.exitValue()).as(said).isZero();
        // a class that is missing is often only logged
        assertThat(said).doesNotContain("NoClassDefFoundError").doesNotContain("ClassNotFoundException");
    }

    @Test
    void theReadmeSaysHowMuchItBrings() throws IOException {
        long bytes = 0;
        for (Path jar : jars()) {
            bytes += Files.size(jar);
        }
        assertThat(readme())
                .contains("brings %d jars, %d MiB with its own".formatted(jars().size() - 1, (bytes + MIB / 2) / MIB));
    }

    /** What is not named comes in the version of somebody else, because the parent's list binds only this build. */
    @Test
    void theModuleNamesEachPartOfNetty() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(jars())
                .map(jar -> jar.getFileName().toString())
                .filteredOn(jar -> jar.startsWith("netty-"))
                .hasSizeGreaterThan(5)
                .allSatisfy(jar -> assertThat(pom)
                        .contains("<artifactId>%s</artifactId>".formatted(jar.replaceAll("-\\d.*", ""))));
    }
}
