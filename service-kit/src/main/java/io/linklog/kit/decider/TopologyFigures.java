package io.linklog.kit.decider;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.http.BoundedBody;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.ServiceDirectory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads the metrics of the instances of streams-topology from their admin ports. Confined to one thread. */
public final class TopologyFigures implements AutoCloseable {

    /** The name of the service in the registry. */
    public static final String SERVICE = "streams-topology";

    private static final int MOST_BYTES = 8 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ServiceDirectory directory;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** Follows the registry; waits a few seconds for its first answer. */
    public TopologyFigures(Etcd etcd) throws InterruptedException {
        this.directory = new ServiceDirectory(etcd, DirectorySettings.all().only(SERVICE), new SimpleMeterRegistry());
        try {
            directory.whenFollowed().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the first read may come later; until then there is no instance
        }
    }

    /** The metrics of each registered instance that answers within seconds, in the format of Prometheus. */
    public List<String> read() throws InterruptedException {
        List<String> texts = new ArrayList<>();
        for (Instance instance : directory.instances(SERVICE)) {
            try {
                URI address = new URI("http", null, instance.host(), instance.adminPort(), "/metrics", null, null);
                HttpResponse<byte[]> answer = http.send(
                        HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                        response -> new BoundedBody(MOST_BYTES));
                if (answer.statusCode() == 200) {
                    texts.add(new String(answer.body(), StandardCharsets.UTF_8));
                }
            } catch (IOException | URISyntaxException e) {
                // it restarts, or is gone: its partitions are not whole meanwhile
            }
        }
        return texts;
    }

    @Override
    public void close() {
        directory.close();
    }
}
