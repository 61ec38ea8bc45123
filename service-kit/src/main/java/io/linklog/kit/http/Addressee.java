package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.linklog.mesh.http.MeshHttpClient;

/**
 * Refuses requests for another instance with 421. Callers with client-side load balancing get addresses from the
 * service registry, and an instance may have registered a wrong one. Without this check the caller would trust the
 * answer of the wrong service, for example its 404.
 */
public final class Addressee {

    private Addressee() {}

    /**
     * Adds a handler that runs before every route. It accepts requests without the header {@link MeshHttpClient#TO} and
     * requests in which the header names this instance.
     */
    public static void check(RoutesConfig routes, String service, String instanceId) {
        String self = service + "/" + instanceId;
        routes.before(ctx -> {
            String target = ctx.header(MeshHttpClient.TO);
            if (target != null && !target.equals(self)) {
                throw new ProblemException(Problem.of(
                        421,
                        "misdirected",
                        "The request is for another instance",
                        "This instance is " + self + ". Check the address that " + target
                                + " has registered (LINKLOG_ADVERTISED_HOST and port)"));
            }
        });
    }
}
