package io.linklog.cli.abuse;

import io.linklog.cli.options.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One call of the API about one link, with the options that name both. */
final class LinkCall {

    @Parameters(paramLabel = "CODE", description = "The link: the path of its short URL.")
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
     * @throws Failure when it is not done
     */
    void post(String action, String body) throws InterruptedException {
        api.call("POST", "/api/v1/links/" + URLEncoder.encode(code, StandardCharsets.UTF_8) + action, body);
    }
}
