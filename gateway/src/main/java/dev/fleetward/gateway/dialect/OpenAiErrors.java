package dev.fleetward.gateway.dialect;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.Json;

/// How failures are spelled for callers of the `openai` dialect: a few have codes of their own that
/// client code looks for, the rest go by the fleet's names. No state.
final class OpenAiErrors {
    /// A gateway that passes bytes on does not know the number of the last event, yet numbers have
    /// to rise.
    private static final int LAST_SEQUENCE_NUMBER = Integer.MAX_VALUE;

    private OpenAiErrors() {}

    /// The body of an error answer, and the data of an error inside a stream.
    static String object(Failure failure) {
        StringBuilder json = new StringBuilder("{\"error\":{\"message\":");
        Json.quote(json, failure.message());
        json.append(",\"type\":\"").append(type(failure));
        json.append("\",\"param\":null,\"code\":\"").append(code(failure.kind()));
        return json.append("\"}}").toString();
    }

    /// The data of the `error` event of a `responses` stream.
    static String responsesEvent(Failure failure) {
        StringBuilder json = new StringBuilder("{\"type\":\"error\",\"code\":\"");
        json.append(code(failure.kind())).append("\",\"message\":");
        Json.quote(json, failure.message());
        json.append(",\"param\":null,\"sequence_number\":").append(LAST_SEQUENCE_NUMBER);
        return json.append('}').toString();
    }

    private static String type(Failure failure) {
        if (isQuota(failure.kind())) {
            return "insufficient_quota";
        }
        return switch (ErrorHeaders.status(failure)) {
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            case 400, 401, 404, 405, 409, 413, 422 -> "invalid_request_error";
            case 408, 504 -> "timeout_error";
            default -> "server_error";
        };
    }

    private static String code(FailureKind kind) {
        if (isQuota(kind)) {
            return "insufficient_quota";
        }
        return switch (kind) {
            case UNAUTHENTICATED -> "invalid_api_key";
            case UNKNOWN_ROUTE -> "model_not_found";
            case CONTEXT_EXCEEDED -> "context_length_exceeded";
            case CONTENT_POLICY -> "content_policy_violation";
            case QUOTA_EXHAUSTED, SHED, DEFERRED, PROVIDER_RATE_LIMITED -> "rate_limit_exceeded";
            // Names of the fleet's own, also for kinds that are added later.
            default -> kind.label();
        };
    }

    private static boolean isQuota(FailureKind kind) {
        return kind == FailureKind.BUDGET_EXHAUSTED || kind == FailureKind.PROVIDER_QUOTA_SPENT;
    }
}
