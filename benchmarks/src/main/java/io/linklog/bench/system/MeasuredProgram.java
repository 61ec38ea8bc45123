package io.linklog.bench.system;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.process.Program;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A service of Linklog on ports of its own.
 *
 * @param name of the process
 * @param module its folder in the project
 * @param environment the addresses of the servers, and settings that differ from the defaults
 * @param jvm flags
 * @param yields as {@link Program#yields}
 */
record MeasuredProgram(
        String name,
        String module,
        String mainClass,
        int adminPort,
        Map<String, String> environment,
        List<String> jvm,
        boolean yields,
        Checkout checkout,
        Path folder)
        implements Program {

    private static final Duration ANSWER = Duration.ofSeconds(3);

    MeasuredProgram {
        environment = Map.copyOf(environment);
        jvm = List.copyOf(jvm);
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(); // the ports were just chosen and are free
    }

    @Override
    public Launch prepare() throws IOException {
        Path own = Files.createDirectories(folder.resolve("services").resolve(name));
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().java());
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp", checkout.target(module).resolve("classes") + File.pathSeparator + checkout.classPath(module)));
        command.add(mainClass);
        return new Launch(command, environment, own);
    }

    /** Generous, because giving up on a busy machine would waste the run. */
    @Override
    public Duration patience() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean answers() throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/readyz"))
                .timeout(ANSWER)
                .build();
        return HttpClient.newHttpClient()
                        .send(ready, HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }
}
