package io.linklog.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Node;
import io.linklog.acceptance.system.WholeSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The served OpenAPI document is valid and complete. */
@WholeSystem
@Order(3)
final class OpenApiIT {

    private final Linklog linklog;
    private final Api api;
    private final OpenApiDocument document;

    OpenApiIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
        this.document =
                new OpenApiDocument(api.get("/api/v1/openapi.json").is(200).json());
    }

    @Test
    void documentIsValid() throws Exception {
        Answer served = api.get("/api/v1/openapi.json").is(200);
        assertThat(served.member("openapi")).startsWith("3.1.");
        Path file = linklog.root().resolve("acceptance/target/openapi.json");
        Files.write(file, served.body());
        assertThat(Node.install(linklog)
                        .run("validate-openapi.mjs", file.toString())
                        .is(0)
                        .out())
                .contains("\"version\":\"3.1\"");
        assertThat(api.get("/api/v1/openapi.yaml").is(200).text()).startsWith("openapi:");
    }

    @Test
    void documentsEveryCall() {
        assertThat(document.operations())
                .extracting(operation ->
                        operation.method() + " " + operation.template().replaceAll("\\{[^}]*}", "{}"))
                .contains(
                        "POST /api/v1/links",
                        "GET /api/v1/links",
                        "PATCH /api/v1/links/{}",
                        "DELETE /api/v1/links/{}",
                        "GET /api/v1/links/{}",
                        "POST /api/v1/links/{}/restore",
                        "GET /api/v1/links/{}/history",
                        "POST /api/v1/links/batch",
                        "GET /api/v1/links/{}/stats",
                        "GET /api/v1/events",
                        "GET /api/v1/commands/{}",
                        "GET /{}",
                        "HEAD /{}",
                        "GET /{}+",
                        "GET /{}/qr");
    }

    @Test
    void refusesEveryUndocumentedMethod() {
        Set<String> templates = new TreeSet<>();
        document.operations().forEach(operation -> templates.add(operation.template()));
        for (String template : templates) {
            String path = template.replaceAll("\\{[^}]*}", "never-made");
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
                if (document.operation(method, path).isEmpty()) {
                    Answer answer = api.sendJson(method, path, "{}");
                    assertThat(answer.status())
                            .as("%s %s: %s", method, path, answer)
                            .isIn(404, 405);
                    answer.isProblem(answer.status());
                }
            }
        }
    }
}
