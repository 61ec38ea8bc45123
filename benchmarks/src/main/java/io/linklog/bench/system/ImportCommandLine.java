package io.linklog.bench.system;

import io.linklog.stack.jvm.Checkout;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./linklog import} of a list of URLs as a user runs it, including the start of its JVM. */
public record ImportCommandLine(Checkout checkout, Path folder, InetSocketAddress service) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * Imports and returns when the command ends.
     *
     * @param run must be new each time, otherwise the links exist already
     * @return the nanoseconds that the command took
     * @throws IOException when the command failed or refused a line
     */
    public long run(List<String> urls, String run) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve(run + ".txt"), urls);
        Path output = folder.resolve(run + ".out");
        ProcessBuilder builder = new ProcessBuilder(
                        checkout.root().resolve("linklog").toString(),
                        "import",
                        file.toString(),
                        "--url",
                        "http://" + service.getHostString() + ":" + service.getPort(),
                        "--quiet")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LINKLOG_BUILD", "never");
        long begin = System.nanoTime();
        Process process = builder.start();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroy();
        }
        long nanos = System.nanoTime() - begin;
        if (process.waitFor() != 0) {
            throw new IOException(
                    "./linklog import ended with " + process.exitValue() + "; its output is in " + output);
        }
        return nanos;
    }
}
