package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.drill.Seen.Ending;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Clock;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Streams that break at random places, in all dialects, translated and not, on routes that hedge
/// and fail over: no caller sees a mixture of two answers, or a part of one as if it were whole.
/// Confined to one thread.
public final class StreamsDrill implements Drill<StreamsReport> {
    private static final long LOOK_MILLIS = 200;
    private static final int CALLS_PER_JOB = 2_000;

    /// How a drill is done. Immutable.
    ///
    /// @param folder gets the configuration, the node's data and its output
    /// @param seed for the calls, the words of the providers and their faults
    /// @param flags for the node's Java, besides this process's own
    public record Settings(Path folder, int calls, int atOnce, long seed, List<String> flags) {
        public Settings {
            flags = List.copyOf(flags);
            if (calls < 100 || calls > 1_000_000) {
                throw new IllegalArgumentException("calls: " + calls + " (expected: 100..1000000)");
            }
            if (atOnce < 1 || atOnce > 1_024) {
                throw new IllegalArgumentException("threads: " + atOnce + " (expected: 1..1024)");
            }
        }
    }

    private final Settings settings;
    private final Clock clock;
    private final StreamsFleet fleet;
    private final Stage stage;

    private StreamsDrill(Settings settings, Clock clock, StreamsFleet fleet, Stage stage) {
        this.settings = settings;
        this.clock = clock;
        this.fleet = fleet;
        this.stage = stage;
    }

    /// Starts the simulated providers and the node; [#run] does the rest.
    ///
    /// @param random a source of keys
    /// @param progress told what is being done
    public static StreamsDrill prepare(
            Settings settings, Clock clock, RandomGenerator random, Consumer<String> progress)
            throws Exception {
        StreamsFleet fleet = StreamsFleet.start(settings.seed(), clock, random);
        Stage stage = Stage.open(fleet, settings.folder(), settings.flags(), clock, progress);
        return new StreamsDrill(settings, clock, fleet, stage);
    }

    @Override
    public StreamsReport run() throws Exception {
        RuntimeFile runtime = stage.awaitServing();
        SplittableRandom random = new SplittableRandom(settings.seed());
        List<String> prompts = new ArrayList<>();
        for (int i = 0; i < Question.PROMPTS; i++) {
            prompts.add(Question.promptOf(random));
        }
        Map<String, Map<String, String>> told = askEachAlone(prompts);
        fleet.forgetBills();
        fleet.breakDown(settings.seed());
        List<String> asked = new ArrayList<>();
        List<Seen> calls = new ArrayList<>();
        try (AdminClient admin = stage.admin()) {
            for (int from = 0; from < settings.calls(); from += CALLS_PER_JOB) {
                int count = Math.min(CALLS_PER_JOB, settings.calls() - from);
                calls.addAll(round(runtime.gateway(), random, prompts, asked, from, count));
                stage.tell(calls.size() + " streams have ended");
            }
            stage.await(
                    () -> fleet.underWay() == 0 && Stage.isAtRest(admin),
                    Stage.REST_LIMIT,
                    LOOK_MILLIS);
            fleet.copyBills();
            return stage.audit(() -> audit(admin, told, asked, calls), LOOK_MILLIS);
        }
    }

    /// What each endpoint says when nobody is between.
    private Map<String, Map<String, String>> askEachAlone(List<String> prompts) throws Exception {
        Map<String, Map<String, String>> told = new HashMap<>();
        for (Map.Entry<String, URI> provider : fleet.addresses().entrySet()) {
            WireDialect dialect = StreamsFleet.dialect(provider.getKey()).asked();
            List<Question> questions =
                    prompts.stream()
                            .map(prompt -> Question.streamed(dialect, "any-model", prompt))
                            .toList();
            Map<String, String> texts = new HashMap<>();
            try (StreamCallers callers =
                    new StreamCallers(fleet.vertx(), provider.getValue(), "none", "alone", 4)) {
                List<Seen> seen =
                        callers.ask(questions, 4)
                                .seen()
                                .get(Stage.REST_LIMIT.toSeconds(), TimeUnit.SECONDS);
                for (int i = 0; i < prompts.size(); i++) {
                    if (seen.get(i).ending() != Ending.WHOLE) {
                        throw new Trouble(
                                Trouble.PROBLEM, "a sound provider failed: " + seen.get(i), "");
                    }
                    texts.put(prompts.get(i), seen.get(i).text());
                }
            }
            told.put(provider.getKey(), texts);
        }
        return told;
    }

    private List<Seen> round(
            URI gateway,
            SplittableRandom random,
            List<String> prompts,
            List<String> asked,
            int from,
            int count)
            throws Exception {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String prompt = prompts.get(random.nextInt(prompts.size()));
            String route = StreamsFleet.ROUTES.get(random.nextInt(StreamsFleet.ROUTES.size()));
            WireDialect dialect = random.nextBoolean() ? WireDialect.OPENAI : WireDialect.ANTHROPIC;
            asked.add(prompt);
            questions.add(Question.streamed(dialect, route, prompt));
        }
        try (StreamCallers callers =
                new StreamCallers(
                        fleet.vertx(), gateway, fleet.key(), job(from), settings.atOnce())) {
            StreamCallers.Asking asking = callers.ask(questions, settings.atOnce());
            int last = -1;
            while (true) {
                try {
                    return asking.seen().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException notYet) {
                    fleet.copyBills();
                    last = stillMoves(asking, last);
                }
            }
        }
    }

    private long stillSinceNanos;

    private int stillMoves(StreamCallers.Asking asking, int last) {
        int now = asking.done().get();
        if (now != last) {
            stillSinceNanos = clock.nanos();
        } else if (clock.nanos() - stillSinceNanos > Stage.REST_LIMIT.toNanos()) {
            throw new Trouble(
                    Trouble.PROBLEM,
                    "some callers never heard of their calls; " + now + " of a round ended",
                    "");
        }
        return now;
    }

    private static String job(int from) {
        return "streams-" + from;
    }

    private StreamsReport audit(
            AdminClient admin,
            Map<String, Map<String, String>> told,
            List<String> asked,
            List<Seen> calls) {
        List<Entry> entries = new ArrayList<>();
        for (int from = 0; from < settings.calls(); from += CALLS_PER_JOB) {
            entries.addAll(
                    Entry.of(admin, job(from))
                            .orElseThrow(() ->
                                    new Trouble(
                                            Trouble.PROBLEM,
                                            "a round has more attempts than the admin API shows",
                                            "")));
        }
        List<Promise> promises =
                new StreamsAudit(admin, told, asked, calls, entries, fleet.bills()).promises();
        return report(admin, calls, promises);
    }

    private static StreamsReport report(
            AdminClient admin, List<Seen> calls, List<Promise> promises) {
        long rescued =
                Entry.query(
                                admin,
                                "SELECT count(*) AS n FROM events WHERE is_last AND attempt > 1"
                                        + " AND outcome = 'succeeded'")
                        .number(0, "n");
        long hedges =
                Entry.query(admin, "SELECT count(*) AS n FROM events WHERE purpose = 'hedge'")
                        .number(0, "n");
        return new StreamsReport(
                calls.size(),
                calls.stream().filter(call -> call.ending() == Ending.WHOLE).count(),
                calls.stream().filter(call -> failed(call) && call.endpoint() == null).count(),
                calls.stream().filter(call -> failed(call) && call.endpoint() != null).count(),
                rescued,
                hedges,
                promises);
    }

    private static boolean failed(Seen call) {
        return call.ending() == Ending.ERROR;
    }

    /// Ends the node and what is simulated.
    @Override
    public void close() throws Exception {
        stage.close();
    }
}
