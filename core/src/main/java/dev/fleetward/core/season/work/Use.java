package dev.fleetward.core.season.work;

/// What calls took of what serves them. Immutable.
///
/// @param input tokens, cached ones included
/// @param seconds that they were under way, together
/// @param tokenSeconds their tokens, each for as long as its call was under way
public record Use(double calls, double input, double output, double seconds, double tokenSeconds) {
    public static final Use NOTHING = new Use(0, 0, 0, 0, 0);

    public Use {
        if (!(calls >= 0 && input >= 0 && output >= 0 && seconds >= 0 && tokenSeconds >= 0)) {
            throw new IllegalArgumentException(
                    calls
                            + ", "
                            + input
                            + ", "
                            + output
                            + ", "
                            + seconds
                            + ", "
                            + tokenSeconds
                            + " (expected: nothing below 0)");
        }
    }

    public double tokens() {
        return input + output;
    }

    public Use plus(Use other) {
        return new Use(
                calls + other.calls,
                input + other.input,
                output + other.output,
                seconds + other.seconds,
                tokenSeconds + other.tokenSeconds);
    }

    public Use times(double factor) {
        return new Use(
                calls * factor,
                input * factor,
                output * factor,
                seconds * factor,
                tokenSeconds * factor);
    }
}
