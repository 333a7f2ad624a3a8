package dev.fleetward.testbed.provider;

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

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
