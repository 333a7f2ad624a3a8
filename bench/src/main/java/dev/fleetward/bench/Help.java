package dev.fleetward.bench;

import dev.fleetward.bench.intake.IntakeRun;
import dev.fleetward.bench.load.MockProvider;
import dev.fleetward.bench.overhead.OverheadHelp;
import dev.fleetward.bench.pieces.IdleFlows;
import java.util.List;
import java.util.Optional;

/// What `--help` says of each verb. Stateless.
final class Help {
    static final String ALL =
            """
            Usage: fleetward bench VERB [options]

              overhead      what the gateway costs, against nginx as a bare proxy, in one run
              jmh           microbenchmarks of the pieces
              idle-flows    what a desk's memory of an idle flow takes

            Parts of the above, for looking at by themselves:

              take-events   how many events a second the ledger takes
              mock-provider the provider that `overhead` measures against

            `fleetward bench VERB --help` says more about a verb. Exit codes: 0 measured, 1 a goal
            was missed or something failed, 2 the command is wrong or something is missing.
            """;

    private static final String JMH =
            """
            Usage: fleetward bench jmh [PATTERN…] [JMH's options]

            Microbenchmarks of the pieces, in processes of their own: those whose names match a
            PATTERN (a regular expression; all without one). All of them take long; for a first
            look at some:

              fleetward bench jmh Frame -f 1 -wi 2 -i 3 -w 1s -r 1s
              fleetward bench jmh Frame -prof gc    also what each call allocates
              fleetward bench jmh -l                which there are
              fleetward bench jmh -h                all of JMH's options

            A number means something beside another one of the same run, and little by itself.
            """;

    private static final String IDLE_FLOWS =
            """
            Usage: fleetward bench idle-flows

            How many bytes a desk remembers of a flow (a key of a feature) that has nothing running
            and nothing waiting, but has used more than others and so cannot be forgotten. Takes
            some seconds and 200 MB.

            Exit codes: 0 the goal is met, 1 it is not.
            """;

    private static final String TAKE_EVENTS =
            """
            Usage: fleetward bench take-events FOLDER SECONDS

            Writes settled calls into an event log in FOLDER, as fast as a ledger there takes them,
            and prints how many a second that is, after five seconds that do not count. FOLDER has
            to be empty and is not cleared away.
            """;

    private static final String MOCK_PROVIDER =
            """
            Usage: fleetward bench mock-provider

            Serves chat completions of the OpenAI dialect on a free port of loopback, which it
            prints, until its input ends: whatever is asked, the same answer, at once. A stream has
            as many chunks as `max_tokens` says, one every `seed` milliseconds.
            """;

    private Help() {}

    /// What a command line asks to be told; empty where it asks to measure.
    static Optional<String> wanted(String verb, List<String> rest) {
        if (verb.equals("help") && !rest.isEmpty()) {
            return Optional.of(of(rest.getFirst()).orElse(ALL));
        }
        if (List.of("help", "--help", "-h").contains(verb)) {
            return Optional.of(ALL);
        }
        // `-h` of jmh is JMH's own.
        boolean asks = rest.contains("--help") || (rest.contains("-h") && !verb.equals("jmh"));
        return asks ? of(verb) : Optional.empty();
    }

    /// Empty where there is no such verb.
    static Optional<String> of(String verb) {
        return switch (verb) {
            case "overhead" -> Optional.of(OverheadHelp.text());
            case "jmh" -> Optional.of(JMH);
            case IdleFlows.VERB -> Optional.of(IDLE_FLOWS);
            case IntakeRun.VERB -> Optional.of(TAKE_EVENTS);
            case MockProvider.VERB -> Optional.of(MOCK_PROVIDER);
            default -> Optional.empty();
        };
    }
}
