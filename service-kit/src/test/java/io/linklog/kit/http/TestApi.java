package io.linklog.kit.http;

import io.linklog.kit.listen.AllowedOrigins;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** A service that answers each of its routes with the route. */
final class TestApi implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpApi api;

    private TestApi(HttpApi api) {
        this.api = api;
    }

    /** @param origins that may call it from a browser */
    static TestApi start(String service, List<ApiRoutes.ApiRoute> routes, String... origins) {
        ListenSettings listen =
                new ListenSettings("127.0.0.1", Set.of(), Set.of("localhost"), new AllowedOrigins(Set.of(origins)));
        return new TestApi(HttpApi.start(listen, 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
            for (ApiRoutes.ApiRoute route : routes) {
                config.routes.addHttpHandler(route.method(), route.path(), ctx -> ctx.result(route.toString()));
            }
            ApiRoutes.addOthers(config, service);
        }));
    }

    /** @param headers names and values in turn */
    HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        api.close();
    }
}
