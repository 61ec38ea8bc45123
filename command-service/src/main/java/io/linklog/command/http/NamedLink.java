package io.linklog.command.http;

import io.javalin.http.Context;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.SlugRules;
import java.util.List;

/** The link that a call names: the code in its path, the domain in its query. */
public final class NamedLink {

    private NamedLink() {}

    /**
     * Reads the name.
     *
     * @throws ProblemException 404 for a text that cannot be a code, or a domain: no link has it
     */
    public static LinkName of(Context ctx) {
        List<String> domains = ctx.queryParams("domain");
        if (domains.size() > 1) {
            throw new ProblemException(Problem.invalid("The parameter domain is given twice; pass it once"));
        }
        LinkName name =
                new LinkName(domains.isEmpty() ? null : domains.get(0), SlugRules.compose(ctx.pathParam("code")));
        if (!name.isWellFormed()) {
            throw new ProblemException(Problem.notFound("There is no link with this code"));
        }
        return name;
    }
}
