package io.linklog.cli.exporting.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.machine.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exported files in real servers. */
class SiteServersIT {

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = FreePorts.choose(1).get(0);
    private Process server;

    @AfterEach
    void stop() throws InterruptedException {
        server.destroy();
        assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nginxServesEachLinkToTheLetter() throws Exception {
        SiteLinks.export(SiteFormat.nginx, folder, export -> {});
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; master_process off; pid nginx.pid; error_log stderr warn;
                events {}
                http {
                  access_log off;
                  large_client_header_buffers 4 32k;
                  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  include linklog.conf;
                }
                """);
        usePort(folder.resolve("linklog.conf"), "listen 8080", "listen 127.0.0.1:" + port);
        start(DebianPackage.NGINX, "-p", folder.toString(), "-c", configuration.toString(), "-e", "stderr");
        servesEachLink();
    }

    @Test
    void haproxyServesEachLinkToTheLetter() throws Exception {
        SiteLinks.export(SiteFormat.haproxy, folder, export -> {});
        usePort(folder.resolve("haproxy.cfg"), "bind :8080", "bind 127.0.0.1:" + port);
        start(DebianPackage.HAPROXY, "-db", "-C", folder.toString(), "-f", "haproxy.cfg");
        servesEachLink();
    }

    private static void usePort(Path file, String from, String to) throws IOException {
        Files.writeString(file, Files.readString(file).replace(from, to));
    }

    private void start(DebianPackage program, String... arguments) throws IOException {
        DebianPackage.Installed installed = program.find();
        List<String> command = new ArrayList<>(List.of(installed.program().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("server.log").toFile());
        builder.environment().putAll(installed.environment());
        server = builder.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            assertThat(server.isAlive()).as(() -> log()).isTrue();
            return answers();
        });
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("server.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void servesEachLink() throws Exception {
        for (Map.Entry<String, String> each : SiteLinks.HOSTILE.entrySet()) {
            assertTarget(each.getKey(), "", each.getValue());
            assertTarget(each.getKey(), "?v=1&w=$host%20%22", withQuery(each.getValue(), "v=1&w=$host%20%22"));
        }
        for (int status : new int[] {301, 302, 307, 308}) {
            assertThat(get("s" + status, "").statusCode()).isEqualTo(status);
        }
        assertTarget("kept", "?v=1", "https://example.org/kept#f");
        String longQuery = "q=" + "v".repeat(7_500);
        assertTarget("longest", "?" + longQuery, SiteLinks.HOSTILE.get("longest") + "?" + longQuery);
        assertTarget("encoded", "", "https://example.org/%20%C3%A4%22%7D%7C%60");
        for (String unknown :
                List.of("pLain", "nothing", "", "plain/x", "plain /plain", "302 - http://evil - /plain")) {
            assertThat(get(unknown, "").statusCode()).as(unknown).isEqualTo(404);
        }
    }

    private static String withQuery(String target, String query) {
        int fragment = target.indexOf('#');
        String head = fragment < 0 ? target : target.substring(0, fragment);
        String join = head.contains("?") ? (head.matches(".*[?&]") ? "" : "&") : "?";
        return head + join + query + (fragment < 0 ? "" : target.substring(fragment));
    }

    private void assertTarget(String code, String query, String target) throws Exception {
        HttpResponse<String> answer = get(code, query);
        assertThat(answer.headers().firstValue("Location")).as(code + query).contains(target);
        assertThat(answer.statusCode()).as(code).isBetween(301, 308);
    }

    private HttpResponse<String> get(String code, String query) throws Exception {
        StringBuilder path = new StringBuilder("/");
        for (byte b : code.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b == '/' || b == '+' || b == '&' || Character.isLetterOrDigit((char) (b & 0x7f)) && b > 0;
            path.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        URI uri = URI.create("http://127.0.0.1:" + port + path + query);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
