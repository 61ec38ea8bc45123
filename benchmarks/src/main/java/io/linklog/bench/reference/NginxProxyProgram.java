package io.linklog.bench.reference;

import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The reference for the edge: nginx with one worker, which forwards everything to one server over kept connections. */
public record NginxProxyProgram(int port, Path folder, int backendPort) implements Program {

    @Override
    public String name() {
        return "nginx-proxy";
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(new ListenPort(port, "another run: each run chooses free ports"));
    }

    @Override
    public Launch prepare() throws IOException {
        Path own = Files.createDirectories(folder.resolve("nginx-proxy"));
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

    private String config(Path own) {
        return """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr warn;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  keepalive_timeout 120s;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  upstream backend {
                    server 127.0.0.1:%3$d;
                    # the edge keeps connections open, too
                    keepalive 128;
                    keepalive_requests 1000000000;
                  }
                  server {
                    listen 127.0.0.1:%2$d backlog=1024;
                    location / {
                      proxy_pass http://backend;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_set_header Host $http_host;
                      proxy_set_header X-Forwarded-For $remote_addr;
                    }
                  }
                }
                """.formatted(own, port, backendPort);
    }
}
