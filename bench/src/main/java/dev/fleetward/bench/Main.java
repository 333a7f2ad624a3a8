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
import java.util.Optional;

/// The entry of `./fleetward bench`. Stateless.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        String verb = arguments.length == 0 ? "help" : arguments[0];
        List<String> rest =
                Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        Optional<String> help = Help.wanted(verb, rest);
        if (help.isPresent()) {
            System.out.print(help.get());
            return;
        }
        int exit =
                switch (verb) {
                    case "overhead" -> Overhead.run(rest);
                    case "jmh" -> Pieces.run(rest);
                    case IdleFlows.VERB -> IdleFlows.run();
                    case MockProvider.VERB -> MockProvider.run();
                    case IntakeRun.VERB -> takeEvents(rest);
                    default -> {
                        System.err.print(
                                "fleetward bench: unknown verb \"" + verb + "\"\n" + Help.ALL);
                        yield 2;
                    }
                };
        System.exit(exit);
    }

    private static int takeEvents(List<String> arguments) throws Exception {
        if (arguments.size() != 2 || !arguments.get(1).matches("[1-9][0-9]{0,5}")) {
            System.err.print(Help.of(IntakeRun.VERB).orElseThrow());
            return 2;
        }
        return IntakeRun.run(
                Path.of(arguments.get(0)), Duration.ofSeconds(Long.parseLong(arguments.get(1))));
    }
}
