package io.linklog.mesh.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.InvalidJson;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutJsonTest {

    private static final RolloutKeys KEYS = new RolloutKeys(KeySpace.LINKLOG);

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Rollout ROLLOUT = Rollout.start("query", "1.0", "1.1", RolloutPlan.USUAL, NOW)
            .observe(Observation.of(new Figures(500, 1, 2.5), new Figures(900, 2, 2.25), Baseline.FLEET), NOW);

    @Test
    void hasTheDocumentedFieldsInTheDocumentedOrder() {
        assertThat(RolloutJson.write(ROLLOUT)).isEqualTo("""
                {"format":1,"service":"query","stable":"1.0","canary":"1.1",\
                "startedAt":"2026-11-24T10:00:00Z","phase":"RUNNING","held":false,"step":1,"failures":0,\
                "inconclusive":0,"at":"2026-11-24T10:00:00Z",\
                "why":"the previous step passed: 0.20 % of 500 requests failed (limit 0.72 %),\
                 p99 2.50 ms (limit 7.70 ms)","plan":{"intervalMillis":60000,"minRequests":200,\
                "steps":[100,500,2500,5000,10000],"limits":{"errorFloor":0.005,"errorSlack":0.005,\
                "latencyFactor":1.2,"latencySlackMillis":5,"failures":2,"inconclusive":5}},\
                "last":{"at":"2026-11-24T10:00:00Z","weight":100,"compared":"FLEET","verdict":"PASSED",\
                "why":"0.20 % of 500 requests failed (limit 0.72 %), p99 2.50 ms (limit 7.70 ms)",\
                "canary":{"requests":500,"errors":1,"p99Millis":2.5},"baseline":{"requests":900,\
                "errors":2,"p99Millis":2.25}},"baseline":{"requests":900,"errors":2,"p99Millis":2.25}}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\":1 | \"format\":2 | 'format'",
                "\"service\":\"query\" | \"service\":\"other\" | another service, other",
                "\"canary\":\"1.1\" | \"canary\":\"1.0\" | is the stable version",
                "\"phase\":\"RUNNING\" | \"phase\":\"WALKING\" | WALKING",
                "\"held\":false | \"held\":0 | 'held'",
                "\"step\":1 | \"step\":5 | 'step'",
                "\"step\":1 | \"step\":-1 | 'step'",
                "[100,500, | [500,100, | must grow",
                "[100,500, | [100,\"5\", | 'plan.steps[1]'",
                "\"minRequests\":200 | \"minRequests\":0 | 'minRequests'",
                "\"intervalMillis\":60000 | \"intervalMillis\":1 | 'interval'",
                "\"latencyFactor\":1.2 | \"latencyFactor\":0.5 | 'latencyFactor'",
                "\"errorFloor\":0.005 | \"errorFloor\":5 | 'errorFloor'",
                "\"verdict\":\"PASSED\" | \"verdict\":\"GOOD\" | GOOD",
                "\"errors\":1 | \"errors\":501 | 501 errors of 500",
                "\"p99Millis\":2.5 | \"p99Millis\":-1 | 'p99Millis'",
                "\"at\":\"2026 | \"at\":\"soon | 'at'",
            })
    void rejectsAnInvalidValueWithTheReason(String right, String wrong, String reason) {
        InvalidJson.assertRejected(RolloutJson.write(ROLLOUT), right, wrong, reason, RolloutJsonTest::read);
    }

    @Property(tries = 500)
    void rejectsAnyOtherTextWithAMessage(@ForAll String text) {
        InvalidJson.assertReadOrRejected(text, RolloutJsonTest::read);
    }

    private static Rollout read(String text) throws MalformedValueException {
        return RolloutJson.read(KEYS, new Etcd.Entry(KEYS.of("query"), text, 5, 5, 0));
    }
}
