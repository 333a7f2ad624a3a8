package dev.fleetward.testbed.traffic;

import dev.fleetward.core.call.Operation;
import java.util.List;
import java.util.Map;

/// One feature's habits. Immutable.
///
/// @param operation what it calls
/// @param callsPerSecond on average; arrivals are Poisson
/// @param words prompt words at most
/// @param output words asked for at most
/// @param stream whether it streams
/// @param hangUpPercent how many of its users leave midway
/// @param headers that it sends along
public record DemoFeature(
        String name,
        Operation operation,
        double callsPerSecond,
        int words,
        int output,
        boolean stream,
        int hangUpPercent,
        boolean tools,
        Map<String, String> headers) {

    public DemoFeature {
        headers = Map.copyOf(headers);
    }

    /// The cast of the demonstration, some 30 calls a second in all.
    public static final List<DemoFeature> CAST =
            List.of(
                    new DemoFeature(
                            "support-chat",
                            Operation.CHAT_COMPLETIONS,
                            8,
                            400,
                            120,
                            true,
                            4,
                            false,
                            Map.of(
                                    "fleetward-origin", "user",
                                    "fleetward-class", "interactive")),
                    new DemoFeature(
                            "search-embed",
                            Operation.EMBEDDINGS,
                            12,
                            120,
                            0,
                            false,
                            0,
                            false,
                            Map.of("fleetward-origin", "ingest")),
                    new DemoFeature(
                            "nightly-report",
                            Operation.MESSAGES,
                            3,
                            2_500,
                            300,
                            false,
                            0,
                            false,
                            Map.of(
                                    "fleetward-origin", "schedule",
                                    "fleetward-class", "batch",
                                    "fleetward-job", "report-daily")),
                    new DemoFeature(
                            "agent",
                            Operation.MESSAGES,
                            4,
                            900,
                            80,
                            true,
                            1,
                            true,
                            Map.of("fleetward-origin", "session", "fleetward-session", "agent-1")),
                    new DemoFeature(
                            "draft",
                            Operation.RESPONSES,
                            2,
                            200,
                            150,
                            true,
                            2,
                            false,
                            Map.of("fleetward-origin", "user")));
}
