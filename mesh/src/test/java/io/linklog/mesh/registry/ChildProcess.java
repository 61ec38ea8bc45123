package io.linklog.mesh.registry;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.Fence;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An instance in its own JVM, which can be killed and stopped. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    ChildProcess(String endpoint, String service, String id, Duration ttl) throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildProcess.class.getName(),
                        endpoint,
                        service,
                        id,
                        Long.toString(ttl.toSeconds())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Waits for a line with this prefix. */
    String line(String begin) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(begin)) {
                return line;
            }
        }
        throw new IOException("The child ended without saying " + begin);
    }

    /** The generation of the first registration. */
    long awaitRegistration() throws IOException {
        return Long.parseLong(line("registered ").substring("registered ".length()));
    }

    /** The generation of the next registration. */
    long again() throws IOException {
        return Long.parseLong(line("again ").substring("again ".length()));
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** @param name such as STOP or CONT */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    /** Registers, then prints each new generation, and the result of a fenced write by the previous one. */
    public static void main(String[] args) throws Exception {
        Etcd etcd = new Etcd(EtcdSettings.of(URI.create(args[0])));
        Registration registration = new Registration(
                etcd,
                Instances.up(args[1], args[2]),
                Duration.ofSeconds(Long.parseLong(args[3])),
                new SimpleMeterRegistry());
        registration.whenRegistered().get();
        Fence fence = registration.fence().orElseThrow();
        System.out.println("registered " + fence.createRevision());
        while (true) {
            Fence now = registration.fence().orElseThrow();
            if (!now.equals(fence)) {
                Optional<Long> written = etcd.await(etcd.transaction()
                        .fencedBy(fence)
                        .put("/test/" + args[1], "by " + fence)
                        .commit());
                System.out.println("again " + now.createRevision());
                System.out.println("fenced " + (written.isPresent() ? "written" : "refused"));
                fence = now;
            }
            Thread.sleep(20);
        }
    }
}
