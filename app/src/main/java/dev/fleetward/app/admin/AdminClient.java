package dev.fleetward.app.admin;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.control.registry.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running node. Thread-safe.
public final class AdminClient implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final String CONFIGURATION = "fleetward.yaml";
    private static final List<String> USUAL_FOLDERS = List.of("fleetward-data", "fleetward-demo");

    /// Who asks, for the log of changes.
    private static final String ACTOR = "x-fleetward-actor";

    private static final String TOKEN_FILE = "admin-token";

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final JsonMapper mapper = new JsonMapper();
    private final Path folder;
    private final RuntimeFile node;
    private final String token;

    private AdminClient(Path folder, RuntimeFile node, String token) {
        this.folder = folder;
        this.node = node;
        this.token = token;
    }

    /// The client of the node that uses `folder`; without one, of the node of the configuration in
    /// the current folder, or of one that uses a folder of the usual names below that.
    public static AdminClient find(Host host, @Nullable Path folder) {
        List<Path> places = folder != null ? List.of(host.resolve(folder)) : usualPlaces(host);
        for (Path place : places) {
            Optional<RuntimeFile> node = RuntimeFile.read(place);
            if (node.isPresent() && node.get().isAlive()) {
                return new AdminClient(place, node.get(), token(place));
            }
        }
        for (Path place : places) {
            Optional<RuntimeFile> node = RuntimeFile.read(place);
            if (node.isPresent()) {
                throw new Trouble(
                        Trouble.USAGE,
                        "no node runs here: the process "
                                + node.get().pid()
                                + " that used "
                                + place
                                + " is gone and did not stop as it should",
                        "Start it again; what it had recorded is kept.");
            }
        }
        throw new Trouble(
                Trouble.USAGE,
                "no node runs here: looked for runtime.json in "
                        + String.join(" and ", places.stream().map(Path::toString).toList()),
                "Start one with `fleetward demo` or `fleetward up`, or name its folder with --data.");
    }

    private static List<Path> usualPlaces(Host host) {
        List<Path> places = new ArrayList<>();
        Registry.dataFolder(host.resolve(Path.of(CONFIGURATION))).ifPresent(places::add);
        USUAL_FOLDERS.stream()
                .map(name -> host.resolve(Path.of(name)))
                .filter(place -> !places.contains(place))
                .forEach(places::add);
        return places;
    }

    /// The client of `node`, which uses `folder`.
    public static AdminClient of(Path folder, RuntimeFile node) {
        return new AdminClient(folder, node, token(folder));
    }

    private static String token(Path folder) {
        try {
            return Files.readString(folder.resolve(TOKEN_FILE)).strip();
        } catch (IOException e) {
            throw new Trouble(
                    Trouble.USAGE,
                    "the admin token in " + folder.resolve(TOKEN_FILE) + " cannot be read",
                    "Only the user who started the node may.",
                    e);
        }
    }

    public RuntimeFile node() {
        return node;
    }

    public Path folder() {
        return folder;
    }

    /// @param path with its query, such as `/v1/status`
    public JsonNode get(String path) {
        return json(request(path).GET().build());
    }

    /// The answer as text.
    public String text(String path) {
        HttpResponse<byte[]> answer =
                send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw refused(answer.statusCode(), answer.body());
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /// Sends `body` as JSON.
    public JsonNode post(String path, JsonNode body) {
        return json(posting(path, body));
    }

    /// Sends `body` as JSON and hands the answer over as it comes.
    public InputStream download(String path, JsonNode body) {
        HttpResponse<InputStream> answer =
                send(posting(path, body), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() >= 300) {
            try (InputStream in = answer.body()) {
                throw refused(answer.statusCode(), in.readAllBytes());
            } catch (IOException e) {
                throw unreachable(e);
            }
        }
        return answer.body();
    }

    private HttpRequest posting(String path, JsonNode body) {
        return request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(node.admin() + path))
                .timeout(ANSWER_LIMIT)
                .header("authorization", "Bearer " + token)
                .header(ACTOR, System.getProperty("user.name", ""));
    }

    private JsonNode json(HttpRequest request) {
        HttpResponse<byte[]> answer = send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw refused(answer.statusCode(), answer.body());
        }
        return mapper.readTree(answer.body());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble(Trouble.PROBLEM, "interrupted", "", e);
        }
    }

    private Trouble unreachable(IOException cause) {
        if (!node.isAlive() || cause instanceof ConnectException) {
            return new Trouble(
                    Trouble.USAGE,
                    "no node answers at "
                            + node.admin()
                            + ": "
                            + (node.isAlive()
                                    ? "connection refused"
                                    : "its process " + node.pid() + " is gone"),
                    "Start it again, or name another one's folder with --data.",
                    cause);
        }
        return new Trouble(
                Trouble.PROBLEM,
                "the node at " + node.admin() + " does not answer: " + words(cause),
                "Is it stopping, or out of memory? Its own output says.",
                cause);
    }

    private static String words(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private Trouble refused(int status, byte[] body) {
        String message = "";
        try {
            JsonNode error = mapper.readTree(body).path("error");
            message = error.isObject() ? error.path("message").asString("") : error.asString("");
        } catch (JacksonException e) {
            message = "no JSON in the answer";
        }
        return new Trouble(
                status == 400 ? Trouble.USAGE : Trouble.PROBLEM,
                message.isEmpty() ? "the admin API answered " + status : message,
                "");
    }

    @Override
    public void close() {
        http.close();
    }
}
