package dev.fleetward.bench.overhead;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is measured and for how long. Immutable.
///
/// @param rounds how often each measure is taken, subjects in turn; the median counts
/// @param warmUp how long closed-loop calls warm a subject up, some times in a row
/// @param unary how long each closed-loop measure takes
/// @param latency how long each open-loop measure takes, after a fifth of it unmeasured
/// @param streaming how long chunks are counted
/// @param settling how long held streams stay open before memory is read
/// @param intake how long the ledger is fed
/// @param pairs how many pairs of slices compare two checkouts in a round
/// @param slice how long each slice of a pair takes
/// @param json where results go as JSON, or null
/// @param against another checkout whose gateway is measured too, or null
record Plan(
        int rounds,
        Duration warmUp,
        Duration unary,
        Duration latency,
        Duration streaming,
        Duration settling,
        Duration intake,
        int starts,
        int pairs,
        Duration slice,
        boolean withGateway,
        @Nullable Path json,
        @Nullable Path against) {
    static final int STREAMS = 200;
    static final int STREAM_EVERY_MILLIS = 20;
    static final int HELD_STREAMS = 2_000;
    static final int HELD_EVERY_MILLIS = 1_000;
    static final int OPEN_LOOP_CONNECTIONS = 32;
    private static final int MOST_ROUNDS = 99;

    /// @throws IllegalArgumentException naming what is wrong
    static Plan parse(List<String> arguments) {
        boolean quick = false;
        boolean withGateway = true;
        Path json = null;
        Path against = null;
        int rounds = 0;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--quick" -> quick = true;
                case "--without-gateway" -> withGateway = false;
                case "--json" -> json = Path.of(value(arguments, ++i, "a file"));
                case "--against" -> against = Path.of(value(arguments, ++i, "a folder"));
                case "--rounds" -> rounds = rounds(value(arguments, ++i, "a number"));
                default ->
                        throw new IllegalArgumentException(
                                "unknown option \""
                                        + arguments.get(i)
                                        + "\" (expected: --json FILE, --quick,"
                                        + " --without-gateway, --against FOLDER, --rounds N)");
            }
        }
        return quick
                ? new Plan(
                        rounds == 0 ? 1 : rounds,
                        seconds(4),
                        seconds(3),
                        seconds(5),
                        seconds(4),
                        seconds(3),
                        seconds(15),
                        1,
                        4,
                        seconds(2),
                        withGateway,
                        json,
                        against)
                : new Plan(
                        rounds == 0 ? 3 : rounds,
                        seconds(8),
                        seconds(8),
                        seconds(15),
                        seconds(10),
                        seconds(10),
                        seconds(60),
                        3,
                        8,
                        seconds(3),
                        withGateway,
                        json,
                        against);
    }

    private static String value(List<String> arguments, int index, String expected) {
        if (index == arguments.size()) {
            throw new IllegalArgumentException(
                    arguments.get(index - 1) + ": nothing (expected: " + expected + ")");
        }
        return arguments.get(index);
    }

    private static int rounds(String text) {
        if (!text.matches("[1-9][0-9]?")) {
            throw new IllegalArgumentException(
                    "--rounds: " + text + " (expected: 1.." + MOST_ROUNDS + ")");
        }
        return Integer.parseInt(text);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
