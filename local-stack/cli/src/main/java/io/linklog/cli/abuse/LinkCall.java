package io.linklog.cli.abuse;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.ServiceHttp;
import io.linklog.schemas.names.LinkName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One call of the API about one link, with the options that name both. */
final class LinkCall {

    /** The help of a parameter that names a link. */
    static final String CODE = "The link: the path of its short URL, for instance abc; on a short domain with it, for"
            + " instance go.example.org/abc.";

    @Parameters(paramLabel = "CODE", description = CODE)
    private String code = "";

    @Mixin
    private AdminCall api = new AdminCall();

    String code() {
        return code;
    }

    /**
     * Posts to a path below the link. A repeat is harmless.
     *
     * @param body JSON; empty for none
     * @return as {@link AdminCall#call}
     * @throws Failure when it is not done
     */
    JsonNode post(String action, String body) throws InterruptedException {
        return api.call("POST", path(code, action), body);
    }

    /** The path of a link's action, with its query. */
    static String path(String code, String action) {
        LinkName name = LinkName.parse(code);
        return ServiceHttp.pathOf(name.code(), name.domain() == null ? "" : name.domain(), action);
    }
}
