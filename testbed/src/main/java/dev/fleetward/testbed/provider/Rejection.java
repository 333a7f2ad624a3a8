package dev.fleetward.testbed.provider;

import dev.fleetward.testbed.provider.limit.Throttled;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A call that is answered with an error. Immutable. Thrown by the readers, without a stack trace,
/// since what strangers send is no bug.
final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// How the answer says when to come back.
    enum RetryAfter {
        NONE,
        SECONDS,
        MILLISECONDS,
        DATE
    }

    private final int status;
    private final @Nullable String code;
    private final @Nullable String param;
    private final RetryAfter form;
    private final long retryAfterMillis;

    @SuppressWarnings("serial") // Immutable maps of strings are serializable.
    private final Map<String, String> headers;

    private final @Nullable String body;

    Rejection(
            int status,
            @Nullable String code,
            @Nullable String param,
            String message,
            RetryAfter form,
            long retryAfterMillis) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.param = param;
        this.form = form;
        this.retryAfterMillis = retryAfterMillis;
        this.headers = Map.of();
        this.body = null;
    }

    private Rejection(Throttled throttled) {
        super(throttled.message(), null, false, false);
        this.status = throttled.status();
        this.code = throttled.code();
        this.param = null;
        this.form = RetryAfter.NONE;
        this.retryAfterMillis = 0;
        this.headers = throttled.headers();
        this.body = throttled.body();
    }

    static Rejection of(Throttled throttled) {
        return new Rejection(throttled);
    }

    static Rejection of(int status, String message) {
        return new Rejection(status, null, null, message, RetryAfter.NONE, 0);
    }

    static Rejection badRequest(@Nullable String param, String message) {
        return new Rejection(400, null, param, message, RetryAfter.NONE, 0);
    }

    int status() {
        return status;
    }

    @Nullable String code() {
        return code;
    }

    @Nullable String param() {
        return param;
    }

    RetryAfter form() {
        return form;
    }

    long retryAfterMillis() {
        return retryAfterMillis;
    }

    /// What the answer carries besides the usual headers.
    Map<String, String> headers() {
        return headers;
    }

    /// The whole body where the provider has a shape of its own; null for the dialect's.
    @Nullable String body() {
        return body;
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
