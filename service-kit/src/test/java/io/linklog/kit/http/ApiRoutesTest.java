package io.linklog.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.http.HandlerType;
import io.linklog.kit.http.ApiRoutes.ApiRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRoutesTest {

    private static TestApi start(String service) {
        return TestApi.start(service, own(service));
    }

    private static List<ApiRoute> own(String service) {
        return ApiRoutes.ALL.stream()
                .filter(route -> route.service().equals(service))
                .toList();
    }

    private static String path(ApiRoute route) {
        return route.path().replaceAll("\\{.*?}", "abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-service", "query-service"})
    void aServiceAnswersItsOwnRoutesAndNamesTheServiceOfTheOthers(String service) throws Exception {
        try (TestApi api = start(service)) {
            for (ApiRoute route : ApiRoutes.ALL) {
                var answer = api.send(route.method().name(), path(route));
                boolean own = route.service().equals(service);
                assertThat(answer.statusCode()).as(route.toString()).isEqualTo(own ? 200 : 421);
                if (!route.method().name().equals("HEAD")) {
                    assertThat(answer.body()).contains(own ? route.toString() : route.service());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-service", "query-service"})
    void everyServiceNamesAllMethodsOfAPath(String service) throws Exception {
        try (TestApi api = start(service)) {
            for (String path : ApiRoutes.ALL.stream().map(ApiRoute::path).collect(Collectors.toSet())) {
                Set<String> methods = ApiRoutes.ALL.stream()
                        .filter(route -> route.path().equals(path)
                                // "batch" may be a code, too
                                || path.endsWith("/batch") && route.path().equals("/api/v1/links/{code}"))
                        .map(route -> route.method().name())
                        .collect(Collectors.toSet());
                methods.add("OPTIONS");
                String example = path.replaceAll("\\{.*?}", "abc");
                var options = api.send("OPTIONS", example);
                assertThat(options.statusCode()).as(path).isEqualTo(204);
                assertThat(options.body()).isEmpty();
                String allow = options.headers().firstValue("Allow").orElse("");
                assertThat(allow.split(", ")).as(path).containsExactlyInAnyOrderElementsOf(methods);
                for (String method : List.of("PUT", "TRACE")) {
                    var refused = api.send(method, example + "/", "Accept", "text/html");
                    assertThat(refused.statusCode()).as(method + " " + path).isEqualTo(405);
                    assertThat(refused.headers().firstValue("Allow")).contains(allow);
                    assertThat(refused.body()).contains("method-not-allowed", allow);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, /api/v1/nothing", "PUT, /api/v1/links/abc/nothing", "GET, /api"})
    void aPathWithoutRoutesIsAnswered404(String method, String path) throws Exception {
        try (TestApi api = start("query-service")) {
            assertThat(api.send(method, path).statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROPFIND", "get", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
    void aMethodThatHttpDoesNotDefineIsAnswered501(String method) throws Exception {
        try (TestApi api = start("query-service")) {
            var answer = api.send(method, "/api/v1/links");
            assertThat(answer.statusCode()).isEqualTo(501);
            assertThat(answer.body()).contains("unknown-method");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "DELETE", "get", ""})
    void aHeaderThatNamesAnotherMethodIsAnswered501(String other) throws Exception {
        try (TestApi api = start("query-service")) {
            var answer = api.send("GET", "/api/v1/links", "X-HTTP-Method-Override", other);
            assertThat(answer.statusCode()).isEqualTo(501);
            assertThat(answer.body()).contains("X-HTTP-Method-Override");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/blog", "/blog/{page}", "/feed.xml"})
    void aServiceWithAPageThatASlugCouldHideDoesNotStart(String path) {
        List<ApiRoute> routes = new ArrayList<>(own("query-service"));
        routes.add(new ApiRoute("query-service", HandlerType.GET, path, LeastRole.PUBLIC));
        assertThatThrownBy(() -> TestApi.start("query-service", routes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The route " + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/{code}", "/{code}+", "/robots.txt", "/.well-known/security.txt", "/docs/{page}", "/"})
    void aPageWithAReservedNameIsWelcome(String path) throws Exception {
        List<ApiRoute> routes = new ArrayList<>(own("query-service"));
        routes.add(new ApiRoute("query-service", HandlerType.GET, path, LeastRole.PUBLIC));
        TestApi.start("query-service", routes).close();
    }

    @Test
    void aServiceWithOtherRoutesThanTheTableDoesNotStart() {
        List<ApiRoute> routes = own("command-service");
        assertThatThrownBy(() -> TestApi.start("command-service", routes.subList(1, routes.size())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ApiRoutes");
    }
}
