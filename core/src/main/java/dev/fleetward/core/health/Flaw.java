package dev.fleetward.core.health;

import dev.fleetward.core.failure.Blame;
import java.util.Locale;

/// What is wrong in meaning with an answer that was whole in form, and that its caller therefore
/// got. Ways in which an answer is not even that are [dev.fleetward.core.failure.FailureKind]s.
/// Written as its place in the event log: it may only grow at its end.
public enum Flaw {
    /// It ended at the limit on its length, and the feature did not declare that it expects that.
    TRUNCATED(Blame.CALLER, "The answer ended at the limit on its length."),
    /// The model declined, and the feature did not declare that it expects that.
    REFUSED(Blame.PROVIDER, "The model declined to answer."),
    /// The provider's content filter cut it.
    FILTERED(Blame.CALLER, "The provider's content filter cut the answer."),
    /// The arguments of a tool call do not fit the tool's own schema, or name no tool of the call.
    TOOL_SCHEMA(Blame.PROVIDER, "A tool call does not fit the tool's own schema."),
    /// It does not fit the schema that the caller asked for.
    OUTPUT_SCHEMA(Blame.PROVIDER, "The answer does not fit the schema that was asked for."),
    /// It holds nothing, and there was no other endpoint to ask.
    EMPTY(Blame.PROVIDER, "The answer holds nothing."),
    /// It is not in the language that the feature declares.
    WRONG_LANGUAGE(Blame.PROVIDER, "The answer is in another language than the feature's."),
    /// It repeats the prompt.
    ECHO(Blame.PROVIDER, "The answer repeats the prompt.");

    private final Blame blame;
    private final String meaning;

    Flaw(Blame blame, String meaning) {
        this.blame = blame;
        this.meaning = meaning;
    }

    public Blame blame() {
        return blame;
    }

    /// Whether it counts against the endpoint.
    public boolean heldAgainstEndpoint() {
        return blame == Blame.PROVIDER;
    }

    /// One sentence for people.
    public String meaning() {
        return meaning;
    }

    /// The name in events and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
