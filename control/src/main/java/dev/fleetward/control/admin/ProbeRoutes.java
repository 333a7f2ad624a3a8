package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.probe.EndpointProbes;
import dev.fleetward.control.probe.ProbeResult;
import dev.fleetward.control.probe.Probes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about probes. Thread-safe.
final class ProbeRoutes {
    private static final int SHOWN = 10;

    private final Sources sources;

    ProbeRoutes(Sources sources) {
        this.sources = sources;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/probes",
                        "How each endpoint is probed, and what came of its latest probes.",
                        this::probes));
    }

    private Reply probes(Question question) {
        Probes probes = sources.probes();
        return Reply.json(
                members(
                        "on", probes.isOn(),
                        "endpoints", probes.endpoints().stream().map(ProbeRoutes::view).toList()));
    }

    private static Map<String, @Nullable Object> view(EndpointProbes probes) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        probes.counts().forEach((verdict, count) -> counts.put(verdict.label(), count));
        List<ProbeResult> results = probes.results();
        return members(
                "endpoint", probes.endpoint(),
                "pace", probes.pace(),
                "why", probes.why(),
                "kept", results.size(),
                "counts", counts,
                "latest", results.reversed().stream().limit(SHOWN).map(ProbeRoutes::view).toList());
    }

    private static Map<String, @Nullable Object> view(ProbeResult result) {
        return members(
                "at", Instant.EPOCH.plus(result.wallMicros(), ChronoUnit.MICROS).toString(),
                "question", result.question().label(),
                "verdict", result.verdict().label(),
                "words", result.words(),
                "millis", result.millis(),
                "callId", result.callId());
    }
}
