package dev.fleetward.core.failure;

import java.util.Locale;

/// Every way in which a call can fail, with who is to blame, what status the caller sees where the
/// answer has not begun, whether another candidate may be tried, and whether it is held against the
/// endpoint. The failure table of the documentation is generated from this.
public enum FailureKind {
    // The caller's.
    MALFORMED_REQUEST(Blame.CALLER, 400, false, false, "The request could not be read."),
    UNAUTHENTICATED(
            Blame.CALLER, 401, false, false, "No key, or one that the fleet does not know."),
    FORBIDDEN(Blame.CALLER, 403, false, false, "The key may not use this route."),
    UNKNOWN_ROUTE(Blame.CALLER, 404, false, false, "No route of this name, or no such path."),
    METHOD_NOT_ALLOWED(
            Blame.CALLER, 405, false, false, "The path exists, but not for this method."),
    REQUEST_TIMEOUT(Blame.CALLER, 408, false, false, "The request body did not arrive in time."),
    REQUEST_TOO_LARGE(
            Blame.CALLER, 413, false, false, "The request is larger than a bound allows."),
    NOT_EXPRESSIBLE(
            Blame.CALLER,
            400,
            false,
            false,
            "The endpoint's dialect cannot say what the request asks."),
    PROVIDER_REJECTED(
            Blame.CALLER, 400, false, false, "The provider found fault with the request."),
    CONTEXT_EXCEEDED(
            Blame.CALLER, 400, false, false, "The prompt is longer than the model's context."),
    CONTENT_POLICY(
            Blame.CALLER, 400, false, false, "The provider's content policy refused the prompt."),
    DEADLINE_EXCEEDED(Blame.CALLER, 504, false, false, "The caller's own deadline passed."),
    HUNG_UP(Blame.CALLER, 499, false, false, "The caller went away before the answer was whole."),

    // The fleet's.
    QUOTA_EXHAUSTED(
            Blame.FLEET, 429, false, false, "No room in any pool that could serve the call."),
    BUDGET_EXHAUSTED(
            Blame.FLEET, 429, false, false, "The feature's budget does not cover the call."),
    SHED(
            Blame.FLEET,
            429,
            false,
            false,
            "Batch and background calls are held back so that others recover."),
    DEFERRED(
            Blame.FLEET,
            429,
            false,
            false,
            "Work that can wait is told to come back when the endpoint is less busy."),
    NO_ENDPOINT(Blame.FLEET, 503, false, false, "No endpoint of the route takes calls now."),
    VERSION_HELD(
            Blame.FLEET,
            503,
            false,
            false,
            "All endpoints that take calls serve versions that the route does not allow."),
    OVERLOADED(Blame.FLEET, 503, false, false, "A bound of this gateway is reached."),
    ANSWER_TOO_LARGE(Blame.FLEET, 502, false, false, "The answer is larger than a bound allows."),
    UNRECORDABLE(
            Blame.FLEET,
            503,
            false,
            false,
            "The event log cannot take the call, so it may not run."),
    SHUTTING_DOWN(Blame.FLEET, 503, false, false, "This gateway is stopping."),
    INTERNAL(Blame.FLEET, 500, false, false, "A fault of the gateway itself."),
    OUTRUN(
            Blame.FLEET,
            499,
            false,
            false,
            "Another attempt of the call answered first; this one was cancelled."),

    // The provider's.
    PROVIDER_RATE_LIMITED(Blame.PROVIDER, 429, true, true, "The provider answered 429."),
    PROVIDER_QUOTA_SPENT(
            Blame.PROVIDER, 429, true, true, "The provider's account has no credit left."),
    PROVIDER_UNAUTHENTICATED(
            Blame.PROVIDER, 502, true, true, "The provider did not accept the fleet's credential."),
    PROVIDER_OVERLOADED(
            Blame.PROVIDER, 529, true, true, "The provider said that it is overloaded."),
    PROVIDER_ERROR(Blame.PROVIDER, 502, true, true, "The provider answered with a server error."),
    PROVIDER_TIMEOUT(Blame.PROVIDER, 408, true, true, "The provider gave up waiting (408)."),
    FIRST_TOKEN_TIMEOUT(Blame.PROVIDER, 504, true, true, "No first token within its limit."),
    STALLED(Blame.PROVIDER, 504, true, true, "The answer fell silent for longer than its limit."),
    TOTAL_TIMEOUT(Blame.PROVIDER, 504, true, true, "The attempt took longer than its limit."),
    MALFORMED_ANSWER(Blame.PROVIDER, 502, true, true, "The provider's answer could not be read."),
    BROKEN_TOOL_CALL(Blame.PROVIDER, 502, true, true, "The arguments of a tool call were no JSON."),
    EMPTY_ANSWER(Blame.PROVIDER, 502, true, true, "The provider's answer held nothing."),
    TRUNCATED_ANSWER(
            Blame.PROVIDER, 502, true, true, "The answer ended without its terminal event."),
    WRONG_CONTENT_TYPE(
            Blame.PROVIDER, 502, true, true, "The answer was not of the promised media type."),
    STREAM_ERROR(Blame.PROVIDER, 502, true, true, "The provider sent an error inside the stream."),
    OTHER_VERSION(
            Blame.PROVIDER,
            502,
            true,
            false,
            "A version of the model answered that the route does not allow."),
    OUTSIDE_ZONE(
            Blame.PROVIDER,
            502,
            true,
            false,
            "The answer came from outside the zones in which the call may be served."),

    // The network's.
    CONNECT_FAILED(Blame.NETWORK, 502, true, true, "No connection to the endpoint."),
    CONNECT_TIMEOUT(
            Blame.NETWORK, 504, true, true, "The endpoint did not accept a connection in time."),
    CONNECTION_LOST(Blame.NETWORK, 502, true, true, "The connection to the endpoint broke.");

    private final Blame blame;
    private final int status;
    private final boolean retryable;
    private final boolean heldAgainstEndpoint;
    private final String meaning;

    FailureKind(
            Blame blame,
            int status,
            boolean retryable,
            boolean heldAgainstEndpoint,
            String meaning) {
        this.blame = blame;
        this.status = status;
        this.retryable = retryable;
        this.heldAgainstEndpoint = heldAgainstEndpoint;
        this.meaning = meaning;
    }

    public Blame blame() {
        return blame;
    }

    /// The HTTP status for the caller while the answer has not begun. 529 becomes 503 for callers
    /// of the `openai` dialect, which do not know it.
    public int status() {
        return status;
    }

    /// Whether another candidate may be tried while no byte has gone to the caller.
    public boolean retryable() {
        return retryable;
    }

    /// Whether it counts against the endpoint's breaker.
    public boolean heldAgainstEndpoint() {
        return heldAgainstEndpoint;
    }

    /// One sentence for people.
    public String meaning() {
        return meaning;
    }

    /// The name in events, error bodies and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
