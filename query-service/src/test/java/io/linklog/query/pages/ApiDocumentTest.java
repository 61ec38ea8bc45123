package io.linklog.query.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.http.ApiRoutes;
import io.linklog.schemas.view.LinkView;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiDocumentTest {

    private final ApiDocument document = ApiDocument.load(URI.create("https://sho.rt"));

    @Test
    void theDocumentNamesThisInstallationAsItsServer() throws Exception {
        assertThat(document.yaml()).contains("- url: https://sho.rt\n");
        assertThat(tree().at("/servers/0/url").asText()).isEqualTo("https://sho.rt");
    }

    @Test
    void everyReferenceResolves() throws Exception {
        JsonNode tree = tree();
        for (JsonNode reference : tree.findValues("$ref")) {
            String pointer = reference.asText().substring(1);
            assertThat(tree.at(pointer).isMissingNode()).as(pointer).isFalse();
        }
    }

    @Test
    void everyOperationHasAUniqueIdAndDescribesItsErrors() throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode path : tree().path("paths")) {
            path.fields().forEachRemaining(operation -> {
                if (!operation.getKey().equals("parameters")) {
                    names.add(operation.getValue().path("operationId").asText());
                    assertThat(operation.getValue().path("responses").isEmpty()).isFalse();
                }
            });
        }
        assertThat(names).doesNotHaveDuplicates().doesNotContain("").hasSizeGreaterThan(12);
    }

    @Test
    void theDocumentHasTheRoutesOfTheApi() throws Exception {
        Set<String> described = new TreeSet<>();
        tree().path("paths").fields().forEachRemaining(path -> {
            if (path.getKey().startsWith("/api/")) {
                path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                });
            }
        });
        Set<String> routes = new TreeSet<>();
        for (ApiRoutes.ApiRoute route : ApiRoutes.ALL) {
            // the document leaves out HEAD of what has GET
            if (!route.method().name().equals("HEAD")) {
                routes.add(route.toString());
            }
        }
        assertThat(described).isEqualTo(routes);
    }

    @Test
    void aLinkHasTheMembersThatTheServiceWrites() throws Exception {
        List<String> written = Stream.of(LinkView.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        List<String> described = new ArrayList<>();
        tree().at("/components/schemas/Link/properties").fieldNames().forEachRemaining(described::add);
        assertThat(described).containsExactlyElementsOf(written);
    }

    private JsonNode tree() throws Exception {
        return new ObjectMapper().readTree(document.json());
    }
}
