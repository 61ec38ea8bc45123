package io.linklog.sidecar.canary;

import io.linklog.kit.process.Health;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A controller in its own JVM, which can be killed and stopped. */
final class ControllerProcess implements AutoCloseable {

    private final Process process;

    ControllerProcess(String endpoint, String id, Duration ttl) throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ControllerProcess.class.getName(),
                        endpoint,
                        id,
                        Long.toString(ttl.toSeconds())))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
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

    public static void main(String[] args) throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Etcd etcd = new Etcd(EtcdSettings.of(URI.create(args[0])));
        ServiceDirectory directory = new ServiceDirectory(etcd, DirectorySettings.all(), meters);
        new CanaryController(
                etcd, directory, args[1], Duration.ofSeconds(Long.parseLong(args[2])), meters, new Health());
        Thread.currentThread().join();
    }
}
