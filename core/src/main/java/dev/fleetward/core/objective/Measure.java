package dev.fleetward.core.objective;

/// What is promised of a service.
public enum Measure {
    /// The share of calls with an answer that is sound in form and meaning.
    SUCCESS("success", "success"),
    /// The time to the first token of streams.
    FIRST_TOKEN("firstToken", "first token"),
    /// The time between two tokens of streams, on average over an answer.
    INTER_TOKEN("interToken", "inter-token"),
    /// The time to the last byte.
    TOTAL("total", "total time");

    private final String label;
    private final String words;

    Measure(String label, String words) {
        this.label = label;
        this.words = words;
    }

    /// The name in configuration and reports.
    public String label() {
        return label;
    }

    /// The name within a sentence.
    String words() {
        return words;
    }
}
