package dev.fleetward.app.view;

import dev.fleetward.core.view.GatewayView;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a gateway did, as one JSON object. Stateless. Times in milliseconds, cost in nano-dollars;
/// what was never measured is null.
public final class SummaryJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private SummaryJson() {}

    public static String of(Tally tally, GatewayView gateway, long elapsedNanos) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("seconds", TimeUnit.NANOSECONDS.toMillis(elapsedNanos) / 1000.0);
        GatewayView.Counters counters = gateway.counters();
        json.put("snapshotVersion", gateway.snapshotVersion())
                .put("openCalls", counters.openCalls())
                .put("drains", counters.drains())
                .put("retries", counters.retries())
                .put("hedges", counters.hedges())
                .put("unrecorded", counters.unrecorded())
                .put("unrecordable", counters.unrecordable())
                .put("outputTokensWon", counters.outputTokensWon());
        json.set("total", line(tally.total()));
        json.set("features", lines(tally.features()));
        json.set("endpoints", lines(tally.endpoints()));
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static ArrayNode lines(List<Line> lines) {
        ArrayNode array = MAPPER.createArrayNode();
        lines.forEach(line -> array.add(line(line)));
        return array;
    }

    private static ObjectNode line(Line line) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("name", line.name())
                .put("calls", line.calls())
                .put("succeeded", line.succeeded())
                .put("failed", line.failed())
                .put("refused", line.refused())
                .put("aborted", line.aborted())
                .put("inputTokens", line.inputTokens())
                .put("outputTokens", line.outputTokens())
                .put("costNanoUsd", line.costNanos())
                .put("unpricedCalls", line.unpriced());
        putMillis(json, "firstTokenP50Millis", line.firstTokenP50());
        putMillis(json, "firstTokenP95Millis", line.firstTokenP95());
        putMillis(json, "waitP95Millis", line.waitP95());
        return json;
    }

    private static void putMillis(ObjectNode json, String name, long nanos) {
        if (nanos < 0) {
            json.putNull(name);
        } else {
            json.put(name, TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0);
        }
    }
}
