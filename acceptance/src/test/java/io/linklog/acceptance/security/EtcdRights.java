package io.linklog.acceptance.security;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.auth.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Does what {@code etcdctl} would do. */
final class EtcdRights {

    private final Auth auth;

    private EtcdRights(Client client) {
        this.auth = client.getAuthClient();
    }

    static void grant(List<ToolCall> calls, String endpoint) throws Exception {
        try (Client client = Client.builder().endpoints(endpoint).build()) {
            EtcdRights rights = new EtcdRights(client);
            for (ToolCall call : calls) {
                rights.apply(call).get(30, TimeUnit.SECONDS);
            }
        }
    }

    private CompletableFuture<?> apply(ToolCall call) {
        List<String> words =
                call.arguments().stream().filter(word -> !word.startsWith("--")).toList();
        String verb = words.get(0) + " " + words.get(1);
        return switch (verb) {
            case "role get", "user get" -> CompletableFuture.completedFuture(null);
            case "role add" -> auth.roleAdd(bytes(words.get(2)));
            case "user add" ->
                auth.userAdd(bytes(words.get(2)), bytes(call.input().strip()));
            case "user grant-role" -> auth.userGrantRole(bytes(words.get(2)), bytes(words.get(3)));
            case "role grant-permission" -> permit(words.get(2), words.get(3), words.get(4));
            case "auth enable" -> auth.authEnable();
            default -> throw new AssertionError("etcdctl " + verb);
        };
    }

    private CompletableFuture<?> permit(String role, String permission, String prefix) {
        int last = prefix.length() - 1;
        String end = prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
        return auth.roleGrantPermission(
                bytes(role), bytes(prefix), bytes(end), Permission.Type.valueOf(permission.toUpperCase(Locale.ROOT)));
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }
}
