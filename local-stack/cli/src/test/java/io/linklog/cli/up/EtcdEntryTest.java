package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class EtcdEntryTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theGatewaysAnswerIsInBase64() throws Exception {
        String answer = "{\"kvs\":[{\"key\":\"L2EvYg==\",\"value\":\"w6k=\",\"create_revision\":\"7\"}]}";
        assertThat(EtcdEntry.read("/a/", JSON.readTree(answer))).containsExactly(new EtcdEntry("b", "é", "7"));
    }

    @Test
    void withoutKeysTheGatewayLeavesTheListOut() throws Exception {
        assertThat(EtcdEntry.read("/a/", JSON.readTree("{\"header\":{}}"))).isEmpty();
    }
}
