package io.linklog.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.InvalidJson;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.etcd.MalformedValueException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteJsonTest {

    private static final RouteKeys KEYS = new RouteKeys(KeySpace.LINKLOG);

    private static final Route ROUTE = Route.only("query", "1.0").withCanary("1.1", 250);

    @Property(tries = 200)
    void readsWhatItWrote(
            @ForAll @AlphaChars @StringLength(min = 1, max = 128) String service,
            @ForAll @AlphaChars @StringLength(min = 1, max = 60) String version,
            @ForAll boolean canary,
            @ForAll @IntRange(max = 10_000) int weight)
            throws Exception {
        Route route = Route.only(service, "1-" + version);
        if (canary) {
            route = route.withCanary("2-" + version, weight);
        }
        assertThat(RouteJson.read(KEYS, new Etcd.Entry(KEYS.of(service), RouteJson.write(route), 5, 5, 0)))
                .isEqualTo(route);
    }

    @Test
    void hasTheDocumentedFieldsInTheDocumentedOrder() {
        assertThat(RouteJson.write(ROUTE))
                .isEqualTo("{\"format\":1,\"service\":\"query\",\"stable\":\"1.0\",\"canary\":\"1.1\",\"weight\":250}");
        assertThat(RouteJson.write(Route.only("query", "1.0")))
                .isEqualTo("{\"format\":1,\"service\":\"query\",\"stable\":\"1.0\",\"weight\":0}");
    }

    @Test
    void ignoresUnknownFields() throws Exception {
        assertThat(read(RouteJson.write(ROUTE).replace("{\"format\"", "{\"colour\":[1],\"format\"")))
                .isEqualTo(ROUTE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\":1 | \"format\":2 | 'format'",
                "\"service\":\"query\" | \"service\":\"other\" | another service, other",
                "\"stable\":\"1.0\" | \"stable\":\"\" | 'stable'",
                "\"stable\":\"1.0\" | \"stable\":\"1.1\" | is the stable version",
                "\"canary\":\"1.1\", | '' | no canary",
                "\"canary\":\"1.1\" | \"canary\":7 | 'canary'",
                "\"weight\":250 | \"weight\":10001 | 'weight'",
                "\"weight\":250 | \"weight\":-1 | 'weight'",
                "\"weight\":250 | \"weight\":2.5 | 'weight'",
                "\"weight\":250 | \"weight\":\"250\" | 'weight'",
            })
    void rejectsAnInvalidValueWithTheReason(String right, String wrong, String reason) {
        InvalidJson.assertRejected(RouteJson.write(ROUTE), right, wrong, reason, RouteJsonTest::read);
    }

    @Property(tries = 500)
    void rejectsAnyOtherTextWithAMessage(@ForAll String text) {
        InvalidJson.assertReadOrRejected(text, RouteJsonTest::read);
    }

    private static Route read(String text) throws MalformedValueException {
        return RouteJson.read(KEYS, new Etcd.Entry(KEYS.of("query"), text, 5, 5, 0));
    }
}
