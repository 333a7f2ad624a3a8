package dev.fleetward.bench.pieces;

import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the microbenchmarks whose names match. Stateless.
public final class Pieces {
    private Pieces() {}

    /// @param arguments those of JMH's own command line: patterns, `-f`, `-wi`, `-i`, `-prof gc`, …
    public static int run(List<String> arguments) throws RunnerException {
        try {
            CommandLineOptions asked = new CommandLineOptions(arguments.toArray(String[]::new));
            if (asked.shouldList()) {
                new Runner(asked).list();
                return 0;
            }
            new Runner(new OptionsBuilder().parent(asked).shouldFailOnError(true).build()).run();
            return 0;
        } catch (CommandLineOptionException wrong) {
            System.err.println("fleetward bench jmh: " + wrong.getMessage());
            return 2;
        }
    }
}
