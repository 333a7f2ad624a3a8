package dev.fleetward.testbed.load;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Percent;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// How a trace is replayed. Immutable; start from [#of] and change it.
///
/// @param base up to but without `/v1`; a trailing `/v1` is taken off
/// @param key for `Authorization: Bearer` or `x-api-key`
/// @param speed how many times faster than it came
/// @param hangUp share of streamed calls with at least two tokens whose caller leaves midway
/// @param stream share of calls that are streamed
/// @param openCalls calls under way at most; what would exceed it is not sent and counted
/// @param silence how long an answer may be silent before it counts as failed
/// @param seed chooses who hangs up and who streams
/// @param headers further headers of each call
public record Plan(
        URI base,
        String key,
        Trace trace,
        double speed,
        Percent hangUp,
        Percent stream,
        WireDialect dialect,
        String route,
        int openCalls,
        Duration silence,
        long seed,
        Map<String, String> headers) {

    public Plan {
        headers = Map.copyOf(headers);
        String text = base.toString().replaceFirst("(/v1)?/?$", "");
        base = URI.create(text);
        if (!(speed > 0) || openCalls < 1) {
            throw new IllegalArgumentException(
                    "speed " + speed + ", open calls " + openCalls + " (expected: above 0)");
        }
        if (!WireDialect.OF_CALLERS.contains(dialect)) {
            throw new IllegalArgumentException(
                    "no caller speaks " + dialect.label() + " (expected: openai, anthropic)");
        }
    }

    /// Everything streamed in the OpenAI dialect, in real time, nobody hangs up.
    public static Plan of(URI base, String key, Trace trace, String route) {
        return new Plan(
                base,
                key,
                trace,
                1,
                Percent.ZERO,
                Percent.HUNDRED,
                WireDialect.OPENAI,
                route,
                2_000,
                Duration.ofSeconds(60),
                1,
                Map.of());
    }

    public Plan withSpeed(double newSpeed) {
        return new Plan(
                base, key, trace, newSpeed, hangUp, stream, dialect, route, openCalls, silence,
                seed, headers);
    }

    public Plan withHangUp(Percent share) {
        return new Plan(
                base, key, trace, speed, share, stream, dialect, route, openCalls, silence, seed,
                headers);
    }

    public Plan withStream(Percent share) {
        return new Plan(
                base, key, trace, speed, hangUp, share, dialect, route, openCalls, silence, seed,
                headers);
    }

    /// @throws IllegalArgumentException if no caller speaks it
    public Plan withDialect(WireDialect newDialect) {
        return new Plan(
                base,
                key,
                trace,
                speed,
                hangUp,
                stream,
                newDialect,
                route,
                openCalls,
                silence,
                seed,
                headers);
    }

    public Plan withOpenCalls(int most) {
        return new Plan(
                base, key, trace, speed, hangUp, stream, dialect, route, most, silence, seed,
                headers);
    }

    public Plan withSeed(long newSeed) {
        return new Plan(
                base, key, trace, speed, hangUp, stream, dialect, route, openCalls, silence,
                newSeed, headers);
    }

    public Plan withSilence(Duration longest) {
        return new Plan(
                base, key, trace, speed, hangUp, stream, dialect, route, openCalls, longest, seed,
                headers);
    }

    public Plan withHeaders(Map<String, String> more) {
        return new Plan(
                base, key, trace, speed, hangUp, stream, dialect, route, openCalls, silence, seed,
                more);
    }

    /// The key stays out of logs.
    @Override
    public String toString() {
        return "Plan[" + base + " " + route + " " + dialect.label() + " x" + speed + "]";
    }
}
