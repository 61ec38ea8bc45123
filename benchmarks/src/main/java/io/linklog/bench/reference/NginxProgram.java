package io.linklog.bench.reference;

import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The reference for redirects: nginx with one worker, which looks the path up in a map and returns 302.
 *
 * @param targets the URL of each code
 */
public record NginxProgram(int port, Path folder, Map<String, String> targets) implements Program {

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(new ListenPort(port, "another run: each run chooses free ports"));
    }

    @Override
    public Launch prepare() throws IOException {
        Path own = Files.createDirectories(folder.resolve("nginx"));
        Files.writeString(own.resolve("map.conf"), map());
        Path config = own.resolve("nginx.conf");
        Files.writeString(config, config(own));
        DebianPackage.Installed nginx = DebianPackage.NGINX.find();
        List<String> command =
                List.of(nginx.program().toString(), "-p", own.toString(), "-c", config.toString(), "-e", "stderr");
        return new Launch(command, nginx.environment(), own);
    }

    @Override
    public boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String map() {
        StringBuilder map = new StringBuilder();
        targets.forEach((code, url) -> {
            if (url.matches(".*[\\s;{}\"'$\\\\].*")) {
                throw new IllegalArgumentException("nginx' map cannot hold this URL unquoted: " + url);
            }
            // a regular expression (~) would be slow; plain words are compared without regard to case, and of a few
            // thousand random codes no two differ in case alone
            map.append('/').append(code).append(' ').append(url).append(";\n");
        });
        return map.toString();
    }

    private String config(Path own) {
        return """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr warn;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  # by default nginx closes a connection after 1,000 requests; Linklog does not
                  keepalive_requests 1000000000;
                  keepalive_timeout 120s;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  map_hash_max_size 65536;
                  map_hash_bucket_size 128;
                  map $uri $target {
                    default "";
                    include %1$s/map.conf;
                  }
                  server {
                    listen 127.0.0.1:%2$d backlog=1024;
                    location / {
                      if ($target = "") { return 404; }
                      return 302 $target;
                    }
                  }
                }
                """.formatted(own, port);
    }
}
