package dev.fleetward.control.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What totals may be grouped by.
public enum GroupBy {
    FEATURE("feature"),
    ENDPOINT("endpoint"),
    ORIGIN("origin"),
    MODEL("coalesce(model_served, model_sent, model_asked)"),
    TENANT("tenant"),
    DAY("strftime(accepted_at, '%Y-%m-%d')"),
    ROUTE("route"),
    PROVIDER("provider"),
    CLASS("class"),
    OUTCOME("outcome");

    private final String expression;

    GroupBy(String expression) {
        this.expression = expression;
    }

    /// The name in requests, and of the column in the answer.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<GroupBy> ofLabel(String label) {
        return Arrays.stream(values()).filter(group -> group.label().equals(label)).findFirst();
    }

    String expression() {
        return expression;
    }
}
