package io.linklog.acceptance.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One call that the receiver of a webhook got. */
public record HookCall(String id, String timestamp, String signature, byte[] body, JsonNode json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Takes a call and answers 200. */
    public static HookCall take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            exchange.sendResponseHeaders(200, -1);
            return new HookCall(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    body,
                    JSON.readTree(body));
        }
    }

    /** Type and code of the event, with a space between. */
    public String event() {
        return json.path("type").asText() + " " + json.path("code").asText();
    }

    /** Whether the call has the signature of Standard Webhooks under a secret. */
    public boolean isSignedWith(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return signature.equals("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
