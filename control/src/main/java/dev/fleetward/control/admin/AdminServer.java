package dev.fleetward.control.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fleetward.control.evaluation.EvalBook;
import dev.fleetward.control.evaluation.PermitBook;
import dev.fleetward.control.registry.LimitsReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// The admin API's HTTP server, one virtual thread per request. Every path but `/healthz`,
/// `/readyz` and `/openapi.json` asks for the token. Thread-safe.
public final class AdminServer {
    private static final System.Logger LOG = System.getLogger(AdminServer.class.getName());

    /// Who asks, as they say themselves: whoever holds the token may name anybody.
    private static final String ACTOR = "x-fleetward-actor";

    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final int MAX_REQUESTS = 64;
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_REQUEST_SECONDS = 30;
    private static final int MAX_HEADERS = 64;
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Doorkeeper doorkeeper;
    private final List<AdminRoute> routes;
    private final Semaphore requests = new Semaphore(MAX_REQUESTS);

    private AdminServer(
            HttpServer server,
            ExecutorService threads,
            Doorkeeper doorkeeper,
            List<AdminRoute> routes) {
        this.server = server;
        this.threads = threads;
        this.doorkeeper = doorkeeper;
        this.routes = routes;
    }

    /// Binds and serves until [#stop].
    ///
    /// @throws IOException where the address cannot be bound
    public static AdminServer start(InetSocketAddress address, AdminToken token, Sources sources)
            throws IOException {
        boundTheJdkServer();
        HttpServer server = HttpServer.create(address, BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        AdminServer admin =
                new AdminServer(
                        server,
                        threads,
                        new Doorkeeper(token, server.getAddress().getAddress().isLoopbackAddress()),
                        new AdminRoutes(sources).table());
        server.setExecutor(threads);
        server.createContext("/", admin::serve);
        server.start();
        return admin;
    }

    /// The server of the JDK reads its bounds from system properties, once, when it is first used;
    /// what somebody set on the command line stands.
    private static void boundTheJdkServer() {
        setIfAbsent("sun.net.httpserver.maxReqTime", MAX_REQUEST_SECONDS);
        setIfAbsent("sun.net.httpserver.maxReqHeaders", MAX_HEADERS);
        setIfAbsent("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private static void setIfAbsent(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }

    /// The bounds of this API, for the page of limits.
    public static List<LimitsReference.Fixed> limits() {
        return List.of(
                new LimitsReference.Fixed(
                        "admin body", MAX_BODY_BYTES + " bytes", "The largest admin request body."),
                new LimitsReference.Fixed(
                        "admin requests",
                        Integer.toString(MAX_REQUESTS),
                        "Admin requests under way; more are answered 503."),
                new LimitsReference.Fixed(
                        "admin connections",
                        Integer.toString(MAX_CONNECTIONS),
                        "Open connections to the admin API."),
                new LimitsReference.Fixed(
                        "admin request time",
                        MAX_REQUEST_SECONDS + "s",
                        "How long an admin request may take to arrive."),
                new LimitsReference.Fixed(
                        "ledger queries",
                        Integer.toString(QueryPermits.MAX_QUERIES),
                        "Ledger queries and exports at once; more are answered 429."),
                new LimitsReference.Fixed(
                        "ledger rows",
                        Integer.toString(AdminRoutes.MAX_ROWS),
                        "Rows that one ledger query answers."),
                new LimitsReference.Fixed(
                        "ledger query time",
                        AdminRoutes.QUERY_TIME.toSeconds() + "s",
                        "How long one ledger query may take."),
                new LimitsReference.Fixed(
                        "recent calls",
                        Integer.toString(AdminRoutes.MAX_CALLS),
                        "Attempts that one look at recent calls shows."),
                new LimitsReference.Fixed(
                        "eval runs",
                        Integer.toString(PermitBook.MOST),
                        "Runs of eval suites that are open at once; more are refused."),
                new LimitsReference.Fixed(
                        "eval run time",
                        PermitBook.LONGEST.toHours() + "h",
                        "How long the key of a run is good."),
                new LimitsReference.Fixed(
                        "eval results kept",
                        Integer.toString(EvalBook.KEPT),
                        "The oldest results go when there are more."));
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    /// Stops at once; requests under way are cut off.
    public void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            if (!requests.tryAcquire()) {
                reply = Reply.error(503, "busy", MAX_REQUESTS + " requests are under way already");
                send(exchange, reply);
                return;
            }
            try {
                send(exchange, answer(exchange));
            } finally {
                requests.release();
            }
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        try {
            doorkeeper.checkHost(exchange);
            String path = exchange.getRequestURI().getRawPath();
            List<AdminRoute> ofPath =
                    routes.stream().filter(route -> route.match(path) != null).toList();
            if (ofPath.isEmpty() || !ofPath.getFirst().open()) {
                doorkeeper.checkToken(exchange);
            }
            AdminRoute route = route(ofPath, exchange);
            byte[] body = route.members().isEmpty() ? new byte[0] : body(exchange);
            return route.handler()
                    .answer(
                            Question.of(
                                    route,
                                    path,
                                    exchange.getRequestURI().getRawQuery(),
                                    body,
                                    exchange.getRequestHeaders().getFirst(ACTOR)));
        } catch (AdminFault fault) {
            if (fault.status() == 401) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            }
            return Reply.error(fault.status(), fault.code(), String.valueOf(fault.getMessage()));
        } catch (LedgerQueries.QueryRefused refused) {
            return Reply.error(400, "query_refused", String.valueOf(refused.getMessage()));
        } catch (IOException storage) {
            // Told to the asker; what is wrong stands in the status.
            LOG.log(System.Logger.Level.DEBUG, "the admin API has no answer", storage);
            return Reply.error(503, "unavailable", "storage does not answer");
        } catch (Exception bug) {
            LOG.log(System.Logger.Level.ERROR, "a fault of the admin API", bug);
            return Reply.error(500, "internal", "a fault of the admin API; see the log");
        }
    }

    private static AdminRoute route(List<AdminRoute> ofPath, HttpExchange exchange)
            throws AdminFault {
        if (ofPath.isEmpty()) {
            throw new AdminFault(404, "not_found", "no such path; see /openapi.json");
        }
        for (AdminRoute route : ofPath) {
            if (route.method().equals(exchange.getRequestMethod())) {
                return route;
            }
        }
        List<String> methods = ofPath.stream().map(AdminRoute::method).toList();
        exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
        throw new AdminFault(405, "method_not_allowed", "this path takes " + methods);
    }

    private static byte[] body(HttpExchange exchange) throws IOException, AdminFault {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new AdminFault(
                    413, "too_large", "the body is larger than " + MAX_BODY_BYTES + " bytes");
        }
        return body;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        switch (reply) {
            case Reply.Text text -> {
                byte[] body = text.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", text.mediaType());
                boolean silent = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
                exchange.sendResponseHeaders(text.status(), silent ? -1 : body.length);
                if (!silent) {
                    exchange.getResponseBody().write(body);
                }
            }
            case Reply.Download download -> send(exchange, download);
        }
    }

    private static void send(HttpExchange exchange, Reply.Download download) throws IOException {
        try (InputStream in = Files.newInputStream(download.file())) {
            exchange.getResponseHeaders().set("Content-Type", download.mediaType());
            exchange.getResponseHeaders()
                    .set("Content-Disposition", "attachment; filename=\"" + download.name() + "\"");
            long size = Files.size(download.file());
            exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
            OutputStream out = exchange.getResponseBody();
            in.transferTo(out);
        } finally {
            Files.deleteIfExists(download.file());
            Files.deleteIfExists(download.file().getParent());
        }
    }
}
