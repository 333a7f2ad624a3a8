package dev.fleetward.gateway.provider;

import dev.fleetward.core.failure.Blame;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Who is to blame for what a provider refused, and what the caller is told. Immutable and
/// thread-safe.
///
/// What the provider wrote is handed on only where the caller is to blame: messages about the
/// fleet's credential, account or rate name parts of them.
final class ProviderErrors {
    private static final int MOST_MESSAGE_CHARS = 1_000;
    private static final int MOST_TYPE_CHARS = 256;

    private final Clock clock;

    ProviderErrors(Clock clock) {
        this.clock = clock;
    }

    /// What an answer with a status of 300 or more means.
    Failure ofAnswer(int status, UnaryOperator<@Nullable String> header, byte[] body) {
        ErrorBody said = ErrorBody.of(body);
        FailureKind kind = kind(status, said, header.apply("x-amzn-errortype"));
        // A `false` is about the same endpoint, and so says nothing about others.
        if ("true".equals(header.apply("x-should-retry")) && !kind.retryable()) {
            kind = FailureKind.PROVIDER_ERROR;
        }
        boolean caller = kind.blame() == Blame.CALLER;
        return new Failure(
                kind,
                caller ? blaming(said, kind) : kind.meaning() + detail(status, said),
                retryAfter(said, header),
                status,
                caller && said.isError() ? body : null);
    }

    /// What the body says of a limit per day is a matter of moments, and wrong.
    private @Nullable Duration retryAfter(ErrorBody said, UnaryOperator<@Nullable String> header) {
        Duration told = RetryAfter.of(header, clock);
        return told != null || said.isDaily() ? told : RetryAfter.spelled(said.retryDelay());
    }

    /// What an error inside a stream, or inside an answer of status 200, means.
    ///
    /// @param otherwise the kind where it is not the caller's fault
    static Failure inside(ErrorBody said, FailureKind otherwise) {
        FailureKind named = promptFault(said);
        return named != null
                ? Failure.of(named, blaming(said, named))
                : Failure.of(otherwise, otherwise.meaning() + detail(0, said));
    }

    private static FailureKind kind(int status, ErrorBody said, @Nullable String amazonType) {
        if (isAccountSpent(status, said)) {
            return FailureKind.PROVIDER_QUOTA_SPENT;
        }
        if (isThrottled(said, amazonType)) {
            return FailureKind.PROVIDER_RATE_LIMITED;
        }
        FailureKind prompt = status >= 400 && status < 500 ? promptFault(said) : null;
        if (prompt != null) {
            return prompt;
        }
        if (isOneOf(said, "overloaded_error") || (status == 503 && isOverload(said))) {
            return FailureKind.PROVIDER_OVERLOADED;
        }
        return switch (status) {
            case 401, 403 -> FailureKind.PROVIDER_UNAUTHENTICATED;
            case 408 -> FailureKind.PROVIDER_TIMEOUT;
            case 413 -> FailureKind.REQUEST_TOO_LARGE;
            case 429 -> FailureKind.PROVIDER_RATE_LIMITED;
            case 529 -> FailureKind.PROVIDER_OVERLOADED;
            case 400, 422, 451 -> rejection(said);
            case 404 -> missing(said);
            // Redirects, conflicts, wrong methods and media types: nothing that a caller can mend.
            default -> FailureKind.PROVIDER_ERROR;
        };
    }

    /// The names that Amazon's and Google's errors have for it; Amazon's are sent with 400 at
    /// times, with a namespace before or an address behind.
    private static boolean isThrottled(ErrorBody said, @Nullable String amazonType) {
        return said.status().equals("RESOURCE_EXHAUSTED")
                || isThrottling(said.type())
                || isThrottling(said.code())
                || (amazonType != null && isThrottling(amazonType));
    }

    private static boolean isThrottling(String type) {
        int from = type.lastIndexOf('#', MOST_TYPE_CHARS) + 1;
        int colon = type.indexOf(':', from);
        String name = type.substring(from, colon < 0 ? type.length() : colon);
        return name.equals("ThrottlingException") || name.equals("TooManyRequestsException");
    }

    private static boolean isOverload(ErrorBody said) {
        String message = said.message().toLowerCase(Locale.ROOT);
        return message.contains("overloaded") || message.contains("high demand");
    }

    private static FailureKind rejection(ErrorBody said) {
        if (said.status().equals("FAILED_PRECONDITION")) {
            // Google's word for an account or a place that it does not serve.
            return FailureKind.PROVIDER_ERROR;
        }
        if (said.code().equals("invalid_api_key") || said.reason().equals("API_KEY_INVALID")) {
            return FailureKind.PROVIDER_UNAUTHENTICATED;
        }
        return isUnknownModel(said) ? FailureKind.PROVIDER_ERROR : FailureKind.PROVIDER_REJECTED;
    }

    /// The path and the model are the fleet's configuration; only what the body refers to, such as
    /// an earlier response, is the caller's.
    private static FailureKind missing(ErrorBody said) {
        boolean referred =
                !said.param().isEmpty() && !said.param().equals("model") && !isUnknownModel(said);
        return referred ? FailureKind.PROVIDER_REJECTED : FailureKind.PROVIDER_ERROR;
    }

    private static boolean isUnknownModel(ErrorBody said) {
        return said.code().equals("model_not_found")
                || said.code().equals("DeploymentNotFound")
                || said.type().equals("not_found_error");
    }

    private static boolean isAccountSpent(int status, ErrorBody said) {
        return status == 402
                || said.isDaily()
                || said.reason().equals("BILLING_DISABLED")
                || said.message().contains("prepayment credits are depleted")
                || isOneOf(
                        said,
                        "insufficient_quota",
                        "billing_hard_limit_reached",
                        "billing_not_active",
                        "billing_error")
                || (status == 400 && said.message().contains("credit balance is too low"));
    }

    /// The faults of a prompt that endpoints name in ways of their own; null for others.
    private static @Nullable FailureKind promptFault(ErrorBody said) {
        String message = said.message().toLowerCase(Locale.ROOT);
        if (isOneOf(said, "context_length_exceeded", "exceed_context_size_error")
                || message.startsWith("prompt is too long")
                || message.contains("maximum context length")
                || message.contains("exceed context limit")
                || message.contains("exceeds the maximum number of tokens allowed")) {
            return FailureKind.CONTEXT_EXCEEDED;
        }
        if (isOneOf(said, "content_policy_violation", "content_filter")
                || message.contains("content management policy")
                || message.contains("content filtering policy")) {
            return FailureKind.CONTENT_POLICY;
        }
        return null;
    }

    private static boolean isOneOf(ErrorBody said, String... words) {
        for (String word : words) {
            if (said.code().equals(word) || said.type().equals(word)) {
                return true;
            }
        }
        return false;
    }

    private static String blaming(ErrorBody said, FailureKind kind) {
        return said.message().isEmpty()
                ? kind.meaning()
                : Text.cut(said.message(), MOST_MESSAGE_CHARS);
    }

    /// The status and the provider's own word for the error, where it is but a word.
    private static String detail(int status, ErrorBody said) {
        String word =
                isWord(said.status())
                        ? said.status()
                        : isWord(said.code())
                                ? said.code()
                                : isWord(said.type()) ? said.type() : "";
        if (status == 0) {
            return word.isEmpty() ? "" : " (" + word + ")";
        }
        return word.isEmpty() ? " (" + status + ")" : " (" + status + " " + word + ")";
    }

    private static boolean isWord(String text) {
        if (text.isEmpty() || text.length() > 48) {
            return false;
        }
        return text.chars().allMatch(c -> c == '_' || (c < 0x80 && Character.isLetterOrDigit(c)));
    }
}
