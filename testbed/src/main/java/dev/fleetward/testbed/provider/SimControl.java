package dev.fleetward.testbed.provider;

import dev.fleetward.core.unit.UnitSyntax;
import dev.fleetward.testbed.provider.limit.Gate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The simulator's own paths, which no real provider has. Confined to the provider's event loop.
///
/// - `GET /sim/billing`: what was billed, in all and per model
/// - `GET /sim/limits`: calls that the limits let in and turned away
/// - `GET /sim/calls`: the latest calls
/// - `GET /sim/engine`: how many calls wait in the engine's own queue and how many run, and the
///   memory that these hold
/// - `GET`, `DELETE /sim/faults`: what is wrong by chance, and its end
/// - `POST /sim/faults`: `{"faults":[{"fault":"cut@3","share":"1%","model":"sim-large"}]}` replaces
///   it, `{"down":"3s"}` closes the port for that long
/// - `GET`, `DELETE /sim/versions`: which versions answer, and an end to that
/// - `POST /sim/versions`: `{"versions":[{"model":"gpt-4o-2024-08-06","share":"95%", "region":"East
///   US 2","fingerprint":"fp_1"},"gpt-4o-2024-11-20=5%"]}` replaces them, `{"manner":"azure"}` says
///   how they are told: `by-path`, `azure`, `azure-without-version`; `{"mind":1}` changes which
///   weights answer, and nothing of what is told
final class SimControl {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_BODY_BYTES = 64 << 10;

    private final Billing billing;
    private final FaultBoard board;
    private final VersionBoard versions;
    private final Gate gate;
    private final EngineLoop engine;
    private final Consumer<Duration> outage;

    SimControl(
            Billing billing,
            FaultBoard board,
            VersionBoard versions,
            Gate gate,
            EngineLoop engine,
            Consumer<Duration> outage) {
        this.billing = billing;
        this.board = board;
        this.versions = versions;
        this.gate = gate;
        this.engine = engine;
        this.outage = outage;
    }

    void handle(HttpServerRequest request) {
        String call = request.method() + " " + request.path();
        switch (call) {
            case "GET /sim/billing" -> json(request, 200, billing.statement());
            case "GET /sim/limits" -> json(request, 200, gate.tally());
            case "GET /sim/calls" -> json(request, 200, Map.of("calls", billing.calls()));
            case "GET /sim/engine" -> json(request, 200, engine.reading());
            case "GET /sim/faults" -> json(request, 200, standing());
            case "DELETE /sim/faults" -> {
                board.clear();
                json(request, 200, standing());
            }
            case "POST /sim/faults" -> request.body().onSuccess(body -> change(request, body));
            case "GET /sim/versions" -> json(request, 200, serving());
            case "DELETE /sim/versions" -> {
                versions.set(List.of());
                versions.set(VersionBoard.Manner.BY_PATH);
                versions.setMind(0);
                json(request, 200, serving());
            }
            case "POST /sim/versions" -> request.body().onSuccess(body -> serve(request, body));
            default -> {
                int status = request.method().equals(HttpMethod.GET) ? 404 : 405;
                json(request, status, Map.of("error", "no such path: " + call));
            }
        }
    }

    private Map<String, List<String>> standing() {
        return Map.of("faults", board.rules().stream().map(FaultBoard.Rule::toString).toList());
    }

    private void change(HttpServerRequest request, Buffer body) {
        try {
            if (body.length() > MOST_BODY_BYTES) {
                throw new IllegalArgumentException("the body is too large");
            }
            JsonNode tree = JSON.readTree(body.getBytes());
            if (tree.has("faults")) {
                board.set(rules(tree.path("faults")));
            }
            Map<String, List<String>> standing = standing();
            if (tree.has("down")) {
                Duration time = UnitSyntax.duration(tree.path("down").asString(""));
                request.response().endHandler(sent -> outage.accept(time));
            }
            json(request, 200, standing);
        } catch (JacksonException | IllegalArgumentException wrong) {
            json(request, 400, Map.of("error", String.valueOf(wrong.getMessage())));
        }
    }

    private Map<String, Object> serving() {
        List<Map<String, String>> lines = new ArrayList<>();
        for (VersionBoard.Line line : versions.lines()) {
            Map<String, String> shown = new LinkedHashMap<>();
            put(shown, "model", line.model());
            put(shown, "region", line.region());
            put(shown, "fingerprint", line.fingerprint());
            shown.put("share", line.share().toString());
            lines.add(shown);
        }
        return Map.of(
                "versions", lines, "manner", label(versions.manner()), "mind", versions.mind());
    }

    private static void put(Map<String, String> shown, String name, @Nullable String value) {
        if (value != null) {
            shown.put(name, value);
        }
    }

    private static String label(VersionBoard.Manner manner) {
        return manner.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void serve(HttpServerRequest request, Buffer body) {
        try {
            if (body.length() > MOST_BODY_BYTES) {
                throw new IllegalArgumentException("the body is too large");
            }
            JsonNode tree = JSON.readTree(body.getBytes());
            List<VersionBoard.Line> lines = lines(tree.path("versions"));
            VersionBoard.Manner manner =
                    tree.has("manner")
                            ? manner(tree.path("manner").asString(""))
                            : versions.manner();
            if (tree.has("versions")) {
                versions.set(lines);
            }
            versions.set(manner);
            versions.setMind(tree.path("mind").asLong(versions.mind()));
            json(request, 200, serving());
        } catch (JacksonException | IllegalArgumentException wrong) {
            json(request, 400, Map.of("error", String.valueOf(wrong.getMessage())));
        }
    }

    private static VersionBoard.Manner manner(String text) {
        for (VersionBoard.Manner manner : VersionBoard.Manner.values()) {
            if (label(manner).equals(text)) {
                return manner;
            }
        }
        throw new IllegalArgumentException(
                "manner: " + text + " (expected: by-path, azure, azure-without-version)");
    }

    private static List<VersionBoard.Line> lines(JsonNode list) {
        List<VersionBoard.Line> lines = new ArrayList<>();
        for (JsonNode entry : list) {
            lines.add(
                    entry.isString()
                            ? VersionBoard.Line.parse(entry.asString(""))
                            : new VersionBoard.Line(
                                    text(entry, "model"),
                                    text(entry, "region"),
                                    text(entry, "fingerprint"),
                                    UnitSyntax.percent(entry.path("share").asString("100%"))));
        }
        return lines;
    }

    private static @Nullable String text(JsonNode entry, String name) {
        JsonNode value = entry.path(name);
        return value.isString() ? value.asString("") : null;
    }

    private static List<FaultBoard.Rule> rules(JsonNode list) {
        List<FaultBoard.Rule> rules = new ArrayList<>();
        for (JsonNode entry : list) {
            rules.add(
                    entry.isString()
                            ? FaultBoard.Rule.parse(entry.asString(""))
                            : new FaultBoard.Rule(
                                    Fault.parse(entry.path("fault").asString("")),
                                    UnitSyntax.percent(entry.path("share").asString("100%")),
                                    entry.path("model").isString()
                                            ? entry.path("model").asString("")
                                            : null));
        }
        return rules;
    }

    private static void json(HttpServerRequest request, int status, Object body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
    }
}
