package dev.fleetward.testbed.provider.limit;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Accounting;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Calls at a gate of one accounting, at times that the test says.
final class Visitor {
    static final long SECOND = 1_000_000_000L;
    static final long MINUTE = 60 * SECOND;

    /// Neither zero nor positive, as monotonic clocks may be.
    private static final long ORIGIN = -7 * MINUTE - 13;

    /// 2026-11-15T12:00:00Z.
    private static final long WALL_MICROS = 1_794_744_000_000_000L;

    private final Gate gate;
    private final WireDialect dialect;

    Visitor(Accounting accounting, Limits limits) {
        this(accounting, limits, WireDialect.OPENAI);
    }

    Visitor(Accounting accounting, Limits limits, WireDialect dialect) {
        this.gate = new Gate(accounting, limits, 1, ORIGIN);
        this.dialect = dialect;
    }

    static Demand declaring(int prompt, int output) {
        return new Demand(prompt, 0, output, true);
    }

    @Nullable Throttled enter(Demand demand, long atNanos) {
        return gate.enter(dialect, demand, 0, ORIGIN + atNanos);
    }

    /// How many calls of a kind are let in one after the other; at most a thousand are tried.
    int admitted(Demand demand, long atNanos) {
        int admitted = 0;
        while (admitted < 1_000 && enter(demand, atNanos) == null) {
            admitted++;
        }
        return admitted;
    }

    /// The refusal of a call that is expected to be refused.
    Throttled refusal(Demand demand, long atNanos) {
        Throttled refused = enter(demand, atNanos);
        if (refused == null) {
            throw new AssertionError("was let in");
        }
        return refused;
    }

    void generated(int tokens, long atNanos) {
        gate.generated(dialect, tokens, ORIGIN + atNanos);
    }

    void left(Demand demand, int generated, long atNanos) {
        gate.left(dialect, demand, generated, ORIGIN + atNanos);
    }

    void failed(Demand demand, long atNanos) {
        gate.failed(dialect, demand, ORIGIN + atNanos);
    }

    Map<String, String> headers(long atNanos) {
        Map<String, String> headers = new TreeMap<>();
        gate.headers(dialect, headers::put, ORIGIN + atNanos, WALL_MICROS + atNanos / 1_000);
        return headers;
    }

    Gate.Tally tally() {
        return gate.tally();
    }
}
