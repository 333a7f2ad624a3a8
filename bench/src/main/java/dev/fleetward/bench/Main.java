package dev.fleetward.bench;

import dev.fleetward.bench.intake.IntakeRun;
import dev.fleetward.bench.load.MockProvider;
import dev.fleetward.bench.overhead.Overhead;
import dev.fleetward.bench.pieces.IdleFlows;
import dev.fleetward.bench.pieces.Pieces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The entry of `./fleetward bench`. Stateless.
public final class Main {
    private static final String USAGE =
            """
            Usage: fleetward bench VERB [options]

              overhead   what the gateway costs, against nginx as a bare proxy, in one run
                --json FILE       writes the results as JSON
                --quick           one short round: numbers to look at, not to quote
                --without-gateway measures nginx alone
                --against FOLDER  also measures the gateway of another checkout, in turns with
                                  this one, and judges by the pairs whether this one is more
                                  than 5% worse
                --rounds N        how often each measure is taken (3)
              idle-flows      what a desk's memory of an idle flow takes
              jmh [PATTERN]   microbenchmarks of the pieces; further options are JMH's own
            """;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        String verb = arguments.length == 0 ? "help" : arguments[0];
        List<String> rest =
                Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        int exit =
                switch (verb) {
                    case "overhead" -> Overhead.run(rest);
                    case "jmh" -> Pieces.run(rest);
                    case IdleFlows.VERB -> IdleFlows.run();
                    case MockProvider.VERB -> MockProvider.run();
                    case IntakeRun.VERB ->
                            IntakeRun.run(
                                    Path.of(rest.get(0)),
                                    Duration.ofSeconds(Long.parseLong(rest.get(1))));
                    case "help", "--help", "-h" -> {
                        System.out.print(USAGE);
                        yield 0;
                    }
                    default -> {
                        System.err.print(
                                "fleetward bench: unknown verb \"" + verb + "\"\n" + USAGE);
                        yield 2;
                    }
                };
        System.exit(exit);
    }
}
