package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Pinning;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `fleetward-*` headers of a request: read, bounded, and completed with declared defaults.
/// Stateless.
final class CallerHeaders {
    static final String ORIGIN = "fleetward-origin";
    static final String CLASS = "fleetward-class";
    static final String TENANT = "fleetward-tenant";
    static final String SESSION = "fleetward-session";
    static final String JOB = "fleetward-job";
    static final String DEADLINE_MS = "fleetward-deadline-ms";

    /// Names the endpoint that is to serve the call. Only the fleet's own probes and evaluations
    /// may send it.
    static final String PIN_ENDPOINT = "fleetward-pin-endpoint";

    /// The longest deadline that a caller may declare, and the one of those who declare none: a
    /// day. Limits of the endpoint and the route are shorter in practice.
    static final long MAX_DEADLINE_MS = 86_400_000L;

    private CallerHeaders() {}

    /// Who calls and why.
    ///
    /// @throws Refused where a header has a value that the fleet does not know
    static Attribution attribution(MultiMap headers, KeyRing.Key key, int maxLength)
            throws Refused {
        String origin = label(headers, ORIGIN, maxLength);
        String callClass = label(headers, CLASS, maxLength);
        return new Attribution(
                key.id(),
                key.feature().name(),
                tenant(label(headers, TENANT, maxLength), key),
                origin == null ? Origin.OTHER : originOf(origin),
                origin != null,
                callClass == null ? key.feature().callClass() : classOf(callClass),
                callClass != null,
                label(headers, JOB, maxLength),
                label(headers, SESSION, maxLength));
    }

    /// The endpoint that is to serve the call, or null where that is the route's to say.
    ///
    /// @throws Refused where the key may not name one, or where it is for an evaluation and this is
    ///   no call of it
    static @Nullable String pin(MultiMap headers, KeyRing.Key key, Attribution who, long wallMicros)
            throws Refused {
        String endpoint = headers.get(PIN_ENDPOINT);
        switch (key.pinning()) {
            case Pinning.Probes _ -> {}
            case Pinning.None _ -> {
                if (endpoint != null) {
                    throw new Refused(
                            FailureKind.FORBIDDEN,
                            PIN_ENDPOINT
                                    + ": only the fleet's own probes and evaluations choose their"
                                    + " endpoint");
                }
            }
            case Pinning.Evaluation(String _, long untilWallMicros) -> {
                if (wallMicros >= untilWallMicros) {
                    throw new Refused(
                            FailureKind.FORBIDDEN, "The time of this evaluation's key is over.");
                }
                if (endpoint == null || headers.getAll(PIN_ENDPOINT).size() != 1) {
                    throw new Refused(
                            FailureKind.FORBIDDEN,
                            PIN_ENDPOINT + ": calls of an evaluation name one endpoint");
                }
                if (who.origin() != Origin.EVAL) {
                    throw new Refused(
                            FailureKind.FORBIDDEN, ORIGIN + ": calls of an evaluation say eval");
                }
            }
        }
        return endpoint;
    }

    /// The caller's deadline in nanoseconds from acceptance.
    static long deadlineNanos(MultiMap headers) throws Refused {
        String text = headers.get(DEADLINE_MS);
        if (text == null) {
            return MAX_DEADLINE_MS * 1_000_000L;
        }
        try {
            long millis = Long.parseLong(text.strip());
            if (millis > 0 && millis <= MAX_DEADLINE_MS) {
                return millis * 1_000_000L;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, like a number that is out of range.
        }
        throw new Refused(
                FailureKind.MALFORMED_REQUEST,
                DEADLINE_MS
                        + ": expected a number of milliseconds between 1 and "
                        + MAX_DEADLINE_MS);
    }

    private static @Nullable String tenant(@Nullable String asked, KeyRing.Key key) throws Refused {
        if (key.tenant() != null && asked != null && !key.tenant().equals(asked)) {
            throw new Refused(
                    FailureKind.FORBIDDEN,
                    TENANT + ": this key belongs to another tenant; leave the header out");
        }
        return key.tenant() != null ? key.tenant() : asked;
    }

    private static Origin originOf(String label) throws Refused {
        var origin = Origin.ofLabel(label);
        if (origin.isEmpty()) {
            throw unknown(ORIGIN, Arrays.stream(Origin.values()).map(Origin::label).collect(LIST));
        }
        return origin.get();
    }

    private static CallClass classOf(String label) throws Refused {
        var callClass = CallClass.ofLabel(label);
        if (callClass.isEmpty()) {
            throw unknown(
                    CLASS, Arrays.stream(CallClass.values()).map(CallClass::label).collect(LIST));
        }
        return callClass.get();
    }

    private static final java.util.stream.Collector<CharSequence, ?, String> LIST =
            Collectors.joining(", ");

    private static Refused unknown(String header, String known) {
        return new Refused(
                FailureKind.MALFORMED_REQUEST,
                header + ": unknown value (expected one of: " + known + ")");
    }

    private static @Nullable String label(MultiMap headers, String name, int maxLength)
            throws Refused {
        String value = headers.get(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.length() > maxLength) {
            throw new Refused(
                    FailureKind.MALFORMED_REQUEST,
                    name
                            + ": "
                            + value.length()
                            + " characters (expected: at most "
                            + maxLength
                            + ")");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                throw new Refused(
                        FailureKind.MALFORMED_REQUEST,
                        name + ": expected printable ASCII characters only");
            }
        }
        return value;
    }
}
