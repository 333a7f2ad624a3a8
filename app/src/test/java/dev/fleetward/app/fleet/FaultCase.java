package dev.fleetward.app.fleet;

import static dev.fleetward.core.call.WireDialect.ANTHROPIC;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.testbed.provider.Fault;
import java.util.ArrayList;
import java.util.List;

/// One fault on the first of a route's two endpoints, one sort of caller, and what has to come of
/// it. Each case has endpoints and a route of its own, so that no open breaker disturbs another
/// case. Immutable.
record FaultCase(
        int number, WireDialect caller, WireDialect provider, boolean stream, Fault fault) {
    /// Whose answer the caller gets.
    enum Outcome {
        /// The fault spoils nothing.
        FIRST_WHOLE,
        /// The other endpoint's, from its first to its last byte.
        SECOND_WHOLE,
        /// The beginning of the first one's, an error, and no clean end.
        BROKEN_OFF
    }

    /// Events that a stream may have sent before a fault in its middle: enough for some tokens.
    private static final int MIDDLE = 7;

    /// Each fault that there is, for each sort of caller and endpoint.
    static List<FaultCase> all() {
        List<FaultCase> all = new ArrayList<>();
        for (WireDialect caller : WireDialect.OF_CALLERS) {
            for (WireDialect provider : WireDialect.values()) {
                for (boolean stream : new boolean[] {true, false}) {
                    for (Fault fault : faults(stream)) {
                        all.add(new FaultCase(all.size(), caller, provider, stream, fault));
                    }
                }
            }
        }
        return all;
    }

    private static List<Fault> faults(boolean stream) {
        List<Fault> faults = new ArrayList<>();
        for (Fault.Kind kind : Fault.Kind.values()) {
            switch (kind) {
                // Before the first token, and in the middle.
                case STALL, CUT, CUT_FIN, END, MALFORMED, ERROR_EVENT -> {
                    faults.add(Fault.of(kind));
                    if (stream) {
                        faults.add(new Fault(kind, MIDDLE));
                    }
                }
                // Without a time to come back, and with one.
                case RATE_LIMITED -> {
                    faults.add(Fault.of(kind));
                    faults.add(new Fault(kind, 60_000));
                }
                case SLOW_FIRST_TOKEN -> faults.add(new Fault(kind, 20_000));
                case REFUSE,
                        EMPTY,
                        TRUNCATED_JSON,
                        BROKEN_TOOL_ARGUMENTS,
                        WRONG_CONTENT_TYPE,
                        RATE_LIMITED_MS,
                        RATE_LIMITED_DATE,
                        QUOTA,
                        SERVER_ERROR,
                        OVERLOADED,
                        STATUS,
                        DRIP,
                        OVERSIZED_HEADERS,
                        NO_TERMINAL,
                        DUPLICATE_START,
                        WRONG_USAGE,
                        NO_USAGE ->
                        faults.add(Fault.of(kind));
                // The answer is whole, and wrong in meaning: AnswerFlawsTest.
                case UNFIT_TOOL_ARGUMENTS,
                        UNKNOWN_TOOL,
                        UNFIT_OUTPUT,
                        REFUSAL,
                        FILTERED,
                        LENGTH,
                        ECHO,
                        OTHER_LANGUAGE -> {}
            }
        }
        return faults;
    }

    private boolean inTheMiddle() {
        return stream && fault.argument() == MIDDLE;
    }

    Outcome outcome() {
        return switch (fault.kind()) {
            case REFUSE,
                    SLOW_FIRST_TOKEN,
                    CUT_BYTE,
                    END_BYTE,
                    STALL_BYTE,
                    EMPTY,
                    TRUNCATED_JSON,
                    WRONG_CONTENT_TYPE,
                    RATE_LIMITED,
                    RATE_LIMITED_MS,
                    RATE_LIMITED_DATE,
                    QUOTA,
                    SERVER_ERROR,
                    OVERLOADED,
                    STATUS,
                    OVERSIZED_HEADERS ->
                    Outcome.SECOND_WHOLE;
            case STALL, CUT, CUT_FIN, END, MALFORMED, ERROR_EVENT ->
                    inTheMiddle() ? Outcome.BROKEN_OFF : Outcome.SECOND_WHOLE;
            // The first fragments are sound and have gone out when the broken one comes.
            case BROKEN_TOOL_ARGUMENTS ->
                    stream && !callsComeWhole() ? Outcome.BROKEN_OFF : Outcome.SECOND_WHOLE;
            case NO_TERMINAL -> stream ? Outcome.BROKEN_OFF : Outcome.FIRST_WHOLE;
            // A first chunk that comes twice says the same twice; a message that starts twice is
            // none.
            case DUPLICATE_START ->
                    stream && provider == ANTHROPIC ? Outcome.SECOND_WHOLE : Outcome.FIRST_WHOLE;
            case DRIP,
                    WRONG_USAGE,
                    NO_USAGE,
                    UNFIT_TOOL_ARGUMENTS,
                    UNKNOWN_TOOL,
                    UNFIT_OUTPUT,
                    REFUSAL,
                    FILTERED,
                    LENGTH,
                    ECHO,
                    OTHER_LANGUAGE ->
                    Outcome.FIRST_WHOLE;
        };
    }

    private boolean callsComeWhole() {
        return provider == WireDialect.GEMINI;
    }

    /// What the ledger says of the first attempt, if it failed.
    FailureKind failure() {
        return switch (fault.kind()) {
            case REFUSE, CUT, CUT_FIN, CUT_BYTE -> FailureKind.CONNECTION_LOST;
            case SLOW_FIRST_TOKEN, STALL_BYTE ->
                    stream ? FailureKind.FIRST_TOKEN_TIMEOUT : FailureKind.TOTAL_TIMEOUT;
            case STALL -> stream ? FailureKind.STALLED : FailureKind.TOTAL_TIMEOUT;
            case END, END_BYTE ->
                    stream ? FailureKind.TRUNCATED_ANSWER : FailureKind.MALFORMED_ANSWER;
            case NO_TERMINAL -> FailureKind.TRUNCATED_ANSWER;
            case MALFORMED, TRUNCATED_JSON, OVERSIZED_HEADERS, DUPLICATE_START ->
                    FailureKind.MALFORMED_ANSWER;
            case BROKEN_TOOL_ARGUMENTS -> FailureKind.BROKEN_TOOL_CALL;
            case ERROR_EVENT -> stream ? FailureKind.STREAM_ERROR : FailureKind.PROVIDER_ERROR;
            case EMPTY -> FailureKind.EMPTY_ANSWER;
            case WRONG_CONTENT_TYPE -> FailureKind.WRONG_CONTENT_TYPE;
            case RATE_LIMITED, RATE_LIMITED_MS, RATE_LIMITED_DATE ->
                    FailureKind.PROVIDER_RATE_LIMITED;
            case QUOTA -> FailureKind.PROVIDER_QUOTA_SPENT;
            case SERVER_ERROR, STATUS -> FailureKind.PROVIDER_ERROR;
            case OVERLOADED -> FailureKind.PROVIDER_OVERLOADED;
            case DRIP,
                    WRONG_USAGE,
                    NO_USAGE,
                    UNFIT_TOOL_ARGUMENTS,
                    UNKNOWN_TOOL,
                    UNFIT_OUTPUT,
                    REFUSAL,
                    FILTERED,
                    LENGTH,
                    ECHO,
                    OTHER_LANGUAGE ->
                    throw new IllegalStateException(fault + " is no failure");
        };
    }

    /// Whether one such failure is enough for the endpoint to get no calls for a while.
    boolean opensTheBreaker() {
        return switch (fault.kind()) {
            case RATE_LIMITED -> fault.argument() > 0;
            case RATE_LIMITED_MS, RATE_LIMITED_DATE, QUOTA -> true;
            default -> false;
        };
    }

    private boolean tools() {
        return fault.kind() == Fault.Kind.BROKEN_TOOL_ARGUMENTS;
    }

    /// The name of the route, and of the model that the provider bills.
    String route() {
        return "case" + number;
    }

    String first() {
        return route() + "-a";
    }

    String second() {
        return route() + "-b";
    }

    String firstProvider() {
        return provider.label() + "-a";
    }

    String secondProvider() {
        return provider.label() + "-b";
    }

    private static final String ENDPOINT =
            "  %s: { provider: %s, model: \"%s\", region: us, zone: us, pool: wide, owner: platform%s }\n";

    String endpointLines() {
        return ENDPOINT.formatted(first(), firstProvider(), route() + "+" + fault, timeouts())
                + ENDPOINT.formatted(second(), secondProvider(), route(), "");
    }

    private String timeouts() {
        return switch (fault.kind()) {
            case SLOW_FIRST_TOKEN, STALL ->
                    stream
                            ? ", timeouts: { firstToken: 600ms, silence: 600ms }"
                            : ", timeouts: { total: 900ms }";
            default -> "";
        };
    }

    String routeLine() {
        return "  %s: { endpoints: [%s, %s] }\n".formatted(route(), first(), second());
    }

    String path() {
        return caller == ANTHROPIC ? "/v1/messages" : "/v1/chat/completions";
    }

    String body() {
        return body(route());
    }

    /// The same question to another route.
    String body(String model) {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}";
        String tools =
                !tools()
                        ? ""
                        : caller == ANTHROPIC
                                ? ",\"tools\":[{\"name\":\"look\",\"input_schema\":" + schema + "}]"
                                : ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":"
                                        + schema
                                        + "}}]";
        return """
        {"model":"%s","stream":%s,"max_tokens":200%s,
         "messages":[{"role":"user","content":"what is it %s"}]}\
        """
                .formatted(model, stream, tools, tools() ? "[[tools=1]]" : "[[output=16]]");
    }

    @Override
    public String toString() {
        return "%s: %s caller, %s endpoints, %s, %s"
                .formatted(
                        route(),
                        caller.label(),
                        provider.label(),
                        stream ? "streamed" : "whole",
                        fault);
    }
}
