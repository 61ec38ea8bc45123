package io.linklog.kit.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.linklog.schemas.names.ShortCodes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All routes of the API, which service answers each, and the least role that a key needs for it. Two services share its
 * paths, so neither knows alone which methods a path has. A service that does not answer a route refuses it with 421;
 * so both name the same methods in {@code Allow}.
 */
public final class ApiRoutes {

    private static final String API = "/api";
    /** What only hosts of this service answer, and no short domain; the latter two are kept free for later. */
    private static final List<String> MANAGEMENT = List.of(API, "/rest", "/console");

    /** The one path whose body has no bound; its handler has threads of its own. */
    static final String STREAMED_BODY = "/api/v1/links/batch";

    private static final String COMMANDS = "command-service";
    private static final String QUERIES = "query-service";
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final HandlerType[] READ = {HandlerType.GET, HandlerType.HEAD};

    /**
     * One route.
     *
     * @param service the name of the service that answers it
     * @param leastRole what a key must be to call it
     */
    public record ApiRoute(String service, HandlerType method, String path, LeastRole leastRole) {

        @Override
        public String toString() {
            return method.name() + " " + path;
        }
    }

    /** All routes. What is not here needs a key, whether or not it exists. */
    public static final List<ApiRoute> ALL = Stream.of(
                    routes(
                            COMMANDS,
                            LeastRole.SYSTEM_ADMIN,
                            "/api/v1/blocked-targets",
                            HandlerType.GET,
                            HandlerType.HEAD,
                            HandlerType.POST),
                    routes(COMMANDS, LeastRole.SYSTEM_ADMIN, "/api/v1/blocked-targets/{host}", HandlerType.DELETE),
                    routes(COMMANDS, LeastRole.READER, "/api/v1/commands/{id}", READ),
                    routes(
                            COMMANDS,
                            LeastRole.ADMIN,
                            "/api/v1/domains",
                            HandlerType.GET,
                            HandlerType.HEAD,
                            HandlerType.POST),
                    routes(
                            COMMANDS,
                            LeastRole.ADMIN,
                            "/api/v1/domains/{domain}",
                            HandlerType.GET,
                            HandlerType.HEAD,
                            HandlerType.PATCH,
                            HandlerType.DELETE),
                    routes(
                            COMMANDS,
                            LeastRole.ADMIN,
                            "/api/v1/keys",
                            HandlerType.GET,
                            HandlerType.HEAD,
                            HandlerType.POST),
                    routes(
                            COMMANDS,
                            LeastRole.ADMIN,
                            "/api/v1/keys/{id}",
                            HandlerType.GET,
                            HandlerType.HEAD,
                            HandlerType.DELETE),
                    routes(COMMANDS, LeastRole.ADMIN, "/api/v1/keys/{id}/rotate", HandlerType.POST),
                    routes(COMMANDS, LeastRole.AUTHOR, "/api/v1/links", HandlerType.POST),
                    routes(COMMANDS, LeastRole.AUTHOR, STREAMED_BODY, HandlerType.POST),
                    routes(COMMANDS, LeastRole.AUTHOR, "/api/v1/links/{code}", HandlerType.PATCH, HandlerType.DELETE),
                    routes(COMMANDS, LeastRole.AUTHOR, "/api/v1/links/{code}/check", HandlerType.POST),
                    routes(COMMANDS, LeastRole.AUTHOR, "/api/v1/links/{code}/restore", HandlerType.POST),
                    routes(COMMANDS, LeastRole.ADMIN, WEBHOOKS, HandlerType.GET, HandlerType.HEAD, HandlerType.POST),
                    routes(
                            COMMANDS,
                            LeastRole.ADMIN,
                            WEBHOOKS + "/{id}",
                            HandlerType.GET,
                            HandlerType.HEAD,
                            HandlerType.DELETE),
                    routes(COMMANDS, LeastRole.ADMIN, WEBHOOKS + "/{id}/deliveries", READ),
                    routes(COMMANDS, LeastRole.ADMIN, WEBHOOKS + "/{id}/pause", HandlerType.POST),
                    routes(COMMANDS, LeastRole.ADMIN, WEBHOOKS + "/{id}/replay", HandlerType.POST),
                    routes(COMMANDS, LeastRole.ADMIN, WEBHOOKS + "/{id}/resume", HandlerType.POST),
                    routes(COMMANDS, LeastRole.ADMIN, WEBHOOKS + "/{id}/rotate", HandlerType.POST),
                    routes(COMMANDS, LeastRole.ADMIN, "/api/v1/links/{code}/takedown", HandlerType.POST),
                    routes(COMMANDS, LeastRole.ADMIN, "/api/v1/links/{code}/reinstate", HandlerType.POST),
                    routes(COMMANDS, LeastRole.ADMIN, "/api/v1/links/{code}/purge", HandlerType.POST),
                    routes(QUERIES, LeastRole.READER, "/api/v1/events", READ),
                    routes(QUERIES, LeastRole.READER, "/api/v1/links", READ),
                    routes(QUERIES, LeastRole.READER, "/api/v1/links/{code}", READ),
                    routes(QUERIES, LeastRole.READER, "/api/v1/links/{code}/history", READ),
                    routes(QUERIES, LeastRole.READER, "/api/v1/links/{code}/stats", READ),
                    routes(QUERIES, LeastRole.READER, "/api/v1/links/{code}/visits", READ),
                    routes(QUERIES, LeastRole.EDITOR, "/api/v1/links/{code}/visits", HandlerType.DELETE),
                    routes(QUERIES, LeastRole.PUBLIC, "/api/v1/openapi.json", READ),
                    routes(QUERIES, LeastRole.PUBLIC, "/api/v1/openapi.yaml", READ),
                    routes(QUERIES, LeastRole.ADMIN, "/api/v1/reports", READ),
                    routes(
                            QUERIES,
                            LeastRole.ADMIN,
                            "/api/v1/reports/{id}",
                            HandlerType.GET,
                            HandlerType.HEAD,
                            HandlerType.DELETE),
                    routes(QUERIES, LeastRole.ADMIN, "/api/v1/reports/{id}/dismiss", HandlerType.POST),
                    routes(QUERIES, LeastRole.READER, "/api/v1/stats", READ),
                    routes(QUERIES, LeastRole.READER, "/api/v1/stats/orphans", READ),
                    routes(QUERIES, LeastRole.SYSTEM_ADMIN, "/api/v1/stats/reconcile", READ),
                    routes(QUERIES, LeastRole.SYSTEM_ADMIN, "/api/v1/visits", HandlerType.DELETE),
                    routes(QUERIES, LeastRole.READER, "/api/v1/visits/orphans", READ),
                    routes(QUERIES, LeastRole.ADMIN, "/api/v1/visits/orphans", HandlerType.DELETE))
            .flatMap(List::stream)
            .toList();

    private ApiRoutes() {}

    private static List<ApiRoute> routes(String service, LeastRole least, String path, HandlerType... methods) {
        return Arrays.stream(methods)
                .map(method -> new ApiRoute(service, method, path, least))
                .toList();
    }

    /**
     * The least role for a route of the API. A route that the table does not have is for nobody but the system's
     * admins.
     *
     * @param path the pattern of the route
     */
    public static LeastRole leastRole(HandlerType method, String path) {
        for (ApiRoute route : ALL) {
            if (route.path.equals(path) && route.method.equals(method)) {
                return route.leastRole;
            }
        }
        return LeastRole.SYSTEM_ADMIN;
    }

    /** Whether a path belongs to the API, whether or not it has a route. */
    public static boolean isApi(String path) {
        return isBelow(API, path);
    }

    /** Whether a path is answered only on hosts of this service, whether or not it has a route. */
    public static boolean isManagement(String path) {
        return MANAGEMENT.stream().anyMatch(root -> isBelow(root, path));
    }

    /** A slug that hides a page of the service, or is hidden by one, must not be given away. */
    private static void requireReserved(String path) {
        String first = path.substring(1).replaceFirst("/.*", "");
        if (ShortCodes.isWellFormed(first) && !ShortCodes.isReserved(first)) {
            throw new IllegalStateException(
                    "The route " + path + " begins with a name that may be a slug: add it to the reserved ones of"
                            + " ShortCodes. Links that exist keep it, so choose a name that was always reserved");
        }
    }

    private static boolean isBelow(String root, String path) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    /**
     * Adds the routes of the other services. Call it after the service has added its own: the first that fits answers.
     *
     * @throws IllegalStateException if the service has other routes than this table says, or one whose path begins like
     *     that of a short link
     */
    public static void addOthers(JavalinConfig config, String service) {
        config.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .forEach(endpoint -> requireReserved(endpoint.path));
        Set<String> added = config.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod() && isApi(endpoint.path))
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .collect(Collectors.toCollection(HashSet::new));
        Set<String> known = ALL.stream()
                .filter(route -> route.service.equals(service))
                .map(ApiRoute::toString)
                .collect(Collectors.toSet());
        if (!added.equals(known)) {
            throw new IllegalStateException(
                    service + " adds the routes " + added + ", but ApiRoutes has " + known + " for it");
        }
        for (ApiRoute route : ALL) {
            if (!route.service.equals(service)) {
                config.routes.addHttpHandler(route.method, route.path, ctx -> {
                    throw new ProblemException(Problem.of(
                            421,
                            "misdirected",
                            "The request is for another instance",
                            route.service + " answers " + route + ", and this is " + service
                                    + ". Send the request to the edge"));
                });
            }
        }
    }
}
