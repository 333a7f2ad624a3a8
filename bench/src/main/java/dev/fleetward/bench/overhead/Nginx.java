package dev.fleetward.bench.overhead;

import dev.fleetward.bench.load.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// nginx as a bare proxy: one worker, kept-alive connections both ways, nothing buffered, nothing
/// logged. Stateless.
final class Nginx {
    private Nginx() {}

    static Subject start(int providerPort, Path folder) throws IOException, InterruptedException {
        int port = Subject.freePort();
        Path config = folder.resolve("nginx.conf");
        Files.writeString(config, config(folder, port, providerPort));
        return Subject.start(
                new Target("nginx", port, "unused"),
                Cores.onSubjectCore(
                        List.of(
                                "nginx",
                                "-p",
                                folder.toString(),
                                "-e",
                                folder.resolve("nginx-error.log").toString(),
                                "-c",
                                config.toString(),
                                "-g",
                                "daemon off;")),
                folder,
                folder.resolve("nginx.out"));
    }

    private static String config(Path folder, int port, int providerPort) {
        // Workers of a root nginx become another user, who may not read the temporary folder.
        String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        return String.format(
                Locale.ROOT,
                """
                %1$s
                worker_processes 1;
                worker_rlimit_nofile 20000;
                pid %2$s/nginx.pid;
                error_log %2$s/nginx-error.log warn;
                events { worker_connections 10000; }
                http {
                    access_log off;
                    tcp_nodelay on;
                    keepalive_requests 1000000000;
                    keepalive_timeout 3600s;
                    client_body_buffer_size 64k;
                    client_body_temp_path %2$s/body;
                    proxy_temp_path %2$s/proxy;
                    fastcgi_temp_path %2$s/fastcgi;
                    uwsgi_temp_path %2$s/uwsgi;
                    scgi_temp_path %2$s/scgi;
                    upstream provider {
                        server 127.0.0.1:%4$d;
                        keepalive 4096;
                        keepalive_requests 1000000000;
                        keepalive_timeout 3600s;
                    }
                    server {
                        listen 127.0.0.1:%3$d backlog=4096;
                        location / {
                            proxy_pass http://provider;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_buffering off;
                            proxy_read_timeout 3600s;
                        }
                    }
                }
                """,
                user,
                folder,
                port,
                providerPort);
    }
}
