package dev.fleetward.testbed.paper;

import java.util.Locale;

/// What is measured of a scheduler.
public enum Measure {
    MAX_DIFFERENCE("max diff", 1),
    AVERAGE_DIFFERENCE("avg diff", 1),
    VARIANCE("variance", 0),
    TOKENS_PER_SECOND("tok/s", 0),
    FIRST_TOKEN_P50("ttft p50 s", 1),
    FIRST_TOKEN_P90("ttft p90 s", 1),
    ACCUMULATED_DIFFERENCE("accumulated", 0),
    ABORTED("aborted", 0);

    private final String label;
    private final int decimals;

    Measure(String label, int decimals) {
        this.label = label;
        this.decimals = decimals;
    }

    public String label() {
        return label;
    }

    public String text(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
