package dev.fleetward.core.health;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.HealthRules;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// In what an endpoint's answers can become worse, each with a chart of its own. What callers or
/// the fleet did wrong is none, nor is an overfull context, a content filter, a limit that was
/// reached or a connection that never came about.
public enum Symptom {
    /// Not to be read, broken frames or tool arguments, or of another media type.
    MALFORMED(Group.FORM, "malformed answers"),
    EMPTY(Group.FORM, "empty answers"),
    /// Without its terminal event.
    CUT_OFF(Group.FORM, "answers that are cut off"),
    /// Tool calls that do not fit the tool's own schema.
    TOOL_SCHEMA(Group.SCHEMA, "tool calls that do not fit their schema"),
    /// Structured output that does not fit the schema that was asked for.
    OUTPUT_SCHEMA(Group.SCHEMA, "answers that do not fit their schema"),
    REFUSED(Group.REFUSALS, "refusals"),
    LANGUAGE(Group.REFUSALS, "answers in another language"),
    /// Answers that repeat the prompt.
    ECHO(Group.REFUSALS, "answers that repeat the prompt"),
    /// Server errors, errors inside streams, connections that broke.
    ERROR(Group.ERRORS, "server errors"),
    /// Time limits passed on the endpoint's side.
    LATE(Group.ERRORS, "answers that are late");

    private enum Group {
        FORM,
        SCHEMA,
        REFUSALS,
        ERRORS
    }

    private final Group group;
    private final String meaning;

    Symptom(Group group, String meaning) {
        this.group = group;
        this.meaning = meaning;
    }

    /// What a failed attempt shows; null where it shows nothing of its endpoint's answers.
    public static @Nullable Symptom of(FailureKind kind) {
        return switch (kind) {
            case MALFORMED_ANSWER, WRONG_CONTENT_TYPE, BROKEN_TOOL_CALL -> MALFORMED;
            case EMPTY_ANSWER -> EMPTY;
            case TRUNCATED_ANSWER -> CUT_OFF;
            case PROVIDER_ERROR, STREAM_ERROR, CONNECTION_LOST -> ERROR;
            case PROVIDER_TIMEOUT, FIRST_TOKEN_TIMEOUT, STALLED, TOTAL_TIMEOUT -> LATE;
            case MALFORMED_REQUEST,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    UNKNOWN_ROUTE,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    REQUEST_TOO_LARGE,
                    NOT_EXPRESSIBLE,
                    PROVIDER_REJECTED,
                    CONTEXT_EXCEEDED,
                    CONTENT_POLICY,
                    DEADLINE_EXCEEDED,
                    HUNG_UP,
                    OUTRUN,
                    QUOTA_EXHAUSTED,
                    BUDGET_EXHAUSTED,
                    SHED,
                    DEFERRED,
                    NO_ENDPOINT,
                    VERSION_HELD,
                    OVERLOADED,
                    UNRECORDABLE,
                    SHUTTING_DOWN,
                    INTERNAL,
                    PROVIDER_RATE_LIMITED,
                    PROVIDER_QUOTA_SPENT,
                    PROVIDER_UNAUTHENTICATED,
                    PROVIDER_OVERLOADED,
                    ANSWER_TOO_LARGE,
                    OTHER_VERSION,
                    OUTSIDE_ZONE,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT ->
                    null;
        };
    }

    /// What an answer with this flaw shows; null where the flaw is not the endpoint's.
    public static @Nullable Symptom of(Flaw flaw) {
        return switch (flaw) {
            case TRUNCATED, FILTERED -> null;
            case REFUSED -> REFUSED;
            case TOOL_SCHEMA -> TOOL_SCHEMA;
            case OUTPUT_SCHEMA -> OUTPUT_SCHEMA;
            case EMPTY -> EMPTY;
            case WRONG_LANGUAGE -> LANGUAGE;
            case ECHO -> ECHO;
        };
    }

    /// What the rules say of it.
    public HealthRules.Chart chart(HealthRules rules) {
        return switch (group) {
            case FORM -> rules.form();
            case SCHEMA -> rules.schema();
            case REFUSALS -> rules.refusals();
            case ERRORS -> rules.errors();
        };
    }

    /// The chart that watches it where nothing else is known.
    public Cusum cusum(HealthRules rules) {
        HealthRules.Chart chart = chart(rules);
        return new Cusum(
                chart.expected().partsPerMillion() / 1e6,
                chart.alarm().partsPerMillion() / 1e6,
                chart.threshold());
    }

    /// For people, in the plural.
    public String meaning() {
        return meaning;
    }

    /// The name in reports and metrics.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
