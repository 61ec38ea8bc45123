package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.linklog.mesh.http.MeshHttpClient;

/**
 * Refuses what was meant for another process, as 421. A caller that balances by itself takes addresses from the
 * registry, where anybody may have registered an address that is not its own; without this, a call for one service
 * would be answered by another, and its 404 believed.
 */
public final class Addressee {

    private Addressee() {}

    /** Before every route: a request that names an instance names this one. One that names none is for anybody. */
    public static void check(RoutesConfig routes, String service, String instanceId) {
        String self = service + "/" + instanceId;
        routes.before(ctx -> {
            String meant = ctx.header(MeshHttpClient.TO);
            if (meant != null && !meant.equals(self)) {
                throw new ProblemException(Problem.of(
                        421,
                        "misdirected",
                        "The request was meant for another process",
                        "This is " + self + "; look which address the instance named in " + MeshHttpClient.TO
                                + " has registered (LINKLOG_ADVERTISED_HOST and port)"));
            }
        });
    }
}
