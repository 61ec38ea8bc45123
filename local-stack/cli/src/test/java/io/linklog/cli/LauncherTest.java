package io.linklog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./linklog} in a project whose build is a fake that only counts. */
final class LauncherTest {

    @TempDir
    private Path root;

    private Path stack;

    @BeforeEach
    void project() throws Exception {
        Files.copy(Checkout.find().root().resolve("linklog"), root.resolve("linklog"));
        Path maven = Files.writeString(root.resolve("mvnw"), "#!/bin/sh\necho built >> builds\n");
        Path bin = Files.createDirectories(root.resolve("jdk/bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 7\n");
        Path compiler = Files.writeString(bin.resolve("javac"), "#!/bin/sh\n");
        for (Path program : List.of(root.resolve("linklog"), maven, java, compiler)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path sources = Files.createDirectories(root.resolve("module/src/main/java"));
        Files.writeString(sources.resolve("One.java"), "class One {}");
        Files.writeString(sources.resolve("Two.java"), "class Two {}");
        stack = Files.createDirectories(root.resolve("stack"));
    }

    @AfterEach
    void endAll() {
        Processes processes = new Processes(stack);
        processes.names().forEach(processes::kill);
    }

    private record Said(int code, String out) {}

    /** Runs the script with a Java that runs nothing. */
    private Said run(String... arguments) throws Exception {
        return runOn(root.resolve("jdk").toString(), arguments);
    }

    private Said runOn(String javaHome, String... arguments) throws Exception {
        Path out = root.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(root.resolve("linklog").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("LINKLOG_"));
        builder.environment().put("LINKLOG_DIR", stack.toString());
        builder.environment().put("JAVA_HOME", javaHome);
        int code = builder.redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
        return new Said(code, Files.readString(out));
    }

    private long builds() throws IOException {
        Path file = root.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    /** The class path of the command line under test. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void helpNeedsNoBuildAndNamesEachCommand() throws Exception {
        Said help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains(Main.commandLine().getSubcommands().keySet());
        assertThat(run("replay", "--help").out()).startsWith("Usage: linklog");
        assertThat(builds()).isZero();
    }

    @Test
    void downEndsEverythingWithoutABuildAndWithoutJars() throws Exception {
        Processes processes = new Processes(stack);
        for (String name : List.of("supervisor", "edge", "projector-2", "cassandra", "kafka", "zipkin")) {
            processes.start(name, new Program.Launch(List.of("sleep", "600"), Map.of(), stack));
        }
        Files.writeString(
                stack.resolve("cli.classpath"), root.resolve("gone.jar").toString());
        assertThat(run("status").out()).contains("kafka running", "zipkin running");

        Said down = run("down");
        assertThat(down.code()).as(down.out()).isZero();
        assertThat(down.out()).contains("supervisor stopping", "Everything is stopped");
        assertThat(processes.names()).isEmpty();
        assertThat(builds()).isZero();
    }

    @Test
    void downLeavesAProcessAloneThatOnlyHasTheIdOfOneOfOurs() throws Exception {
        Process other =
                new ProcessBuilder("sleep", "600").directory(root.toFile()).start();
        try {
            Files.createDirectories(stack.resolve("run"));
            Files.writeString(stack.resolve("run/kafka.pid"), other.pid() + " 2001-01-01T00:00:00Z\n");
            assertThat(run("down").code()).isZero();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void downAndStatusRunFromTheCopiesOfTheStackWithoutABuild() throws Exception {
        Files.writeString(stack.resolve("cli.classpath"), classPath());
        Files.createDirectories(root.resolve("local-stack")); // with mvnw, the mark of a project
        Processes processes = new Processes(stack);
        processes.start("kafka", new Program.Launch(List.of("sleep", "600"), Map.of(), stack));

        String java = System.getProperty("java.home");
        Said status = runOn(java, "status");
        assertThat(status.code()).as(status.out()).isEqualTo(1);
        assertThat(status.out()).contains("NAME", "kafka");
        Said down = runOn(java, "down");
        assertThat(down.code()).as(down.out()).isZero();
        assertThat(processes.find("kafka")).isEmpty();
        assertThat(builds()).isZero();
    }

    @Test
    void buildsAgainWhenASourceIsNewDeletedOrChangedAndOtherwiseNot() throws Exception {
        // the fake build makes no jar
        Path cli = Files.createDirectories(root.resolve("local-stack/cli/target"));
        Files.writeString(cli.resolve("linklog-cli-0.jar"), "");
        Files.writeString(cli.resolve("classpath.txt"), cli.toString());
        assertThat(run("import").code()).isEqualTo(7);
        assertThat(builds()).isEqualTo(1);
        run("import");
        assertThat(builds()).as("unchanged").isEqualTo(1);

        Files.delete(root.resolve("module/src/main/java/Two.java"));
        run("import");
        assertThat(builds()).as("deleted").isEqualTo(2);
        Files.writeString(root.resolve("module/src/main/java/Three.java"), "class Three {}");
        run("import");
        assertThat(builds()).as("new").isEqualTo(3);
        Files.setLastModifiedTime(
                root.resolve("module/src/main/java/One.java"),
                FileTime.from(Instant.now().plus(Duration.ofHours(1))));
        run("import");
        assertThat(builds()).as("changed").isEqualTo(4);
    }
}
