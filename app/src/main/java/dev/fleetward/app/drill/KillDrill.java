package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.drill.Round.End;
import dev.fleetward.app.drill.Seen.Ending;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.provider.Billing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Kills a node under load, again and again on the same data folder, and holds its ledger against
/// what callers saw and providers billed. The last round ends it with SIGTERM instead. Confined to
/// one thread.
public final class KillDrill implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration CALLS_LIMIT = Duration.ofSeconds(40);
    private static final Duration WARM_LIMIT = Duration.ofSeconds(10);
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(10);
    private static final Duration AUDIT_LIMIT = Duration.ofSeconds(15);
    private static final Duration END_LIMIT = Duration.ofSeconds(45);
    private static final long POLL_MILLIS = 20;
    private static final int FINDINGS_KEPT = 20;

    /// How a drill is done. Immutable.
    ///
    /// @param folder gets the configuration, the node's data and its output
    /// @param times kills; one more round ends with SIGTERM
    /// @param rate calls per second
    /// @param seed for the calls, the simulated providers and the moments of the kills
    /// @param shortest how long the node serves at least before its end
    /// @param longest how long at most
    /// @param flags for the node's Java, besides this process's own
    public record Settings(
            Path folder,
            int times,
            int rate,
            long seed,
            Duration shortest,
            Duration longest,
            List<String> flags) {
        /// Above it, a round may have more calls than the ledger shows and bills keep at once.
        public static final int MOST_CALLS_PER_SECOND = 1_000;

        public Settings {
            flags = List.copyOf(flags);
            if (times < 0 || times > 1_000) {
                throw new IllegalArgumentException("times: " + times + " (expected: 0..1000)");
            }
            if (rate < 1 || rate > MOST_CALLS_PER_SECOND) {
                throw new IllegalArgumentException(
                        "rate: " + rate + " (expected: 1.." + MOST_CALLS_PER_SECOND + ")");
            }
        }
    }

    private final Settings settings;
    private final Clock clock;
    private final DrillFleet fleet;
    private final SplittableRandom random;
    private final Consumer<String> progress;
    private final HttpClient http = HttpClient.newHttpClient();
    private final BillAudit bills = new BillAudit();
    private int starts;
    private @Nullable NodeProcess node;
    private @Nullable URI gateway;
    private List<String> totalsBefore = List.of();
    private Instant totalsTo = Instant.EPOCH;

    private KillDrill(Settings settings, Clock clock, DrillFleet fleet, Consumer<String> progress) {
        this.settings = settings;
        this.clock = clock;
        this.fleet = fleet;
        this.random = new SplittableRandom(settings.seed());
        this.progress = progress;
    }

    /// Starts the simulated providers; [#run] does the rest.
    ///
    /// @param random a source of keys
    /// @param progress told what is being done
    public static KillDrill prepare(
            Settings settings, Clock clock, RandomGenerator random, Consumer<String> progress)
            throws Exception {
        DrillFleet fleet = DrillFleet.start(settings.seed(), clock, random);
        Files.writeString(settings.folder().resolve("fleetward.yaml"), fleet.yaml());
        return new KillDrill(settings, clock, fleet, progress);
    }

    /// All rounds.
    ///
    /// @param each told of every round when it is over
    public List<Round> run(Consumer<Round> each) throws Exception {
        progress.accept("starting a node in " + settings.folder());
        long servedMillis = serve(job(1));
        progress.accept("the first call was served after " + servedMillis + " ms");
        List<Round> rounds = new ArrayList<>();
        for (int number = 1; number <= settings.times() + 1; number++) {
            Round round = round(number, number > settings.times() ? End.SIGTERM : End.SIGKILL);
            rounds.add(round);
            each.accept(round);
        }
        return rounds;
    }

    private Round round(int number, End end) throws Exception {
        long wait =
                random.nextLong(settings.shortest().toMillis(), settings.longest().toMillis() + 1);
        progress.accept("round " + number + ": " + end + " in " + wait + " ms");
        long begun = clock.nanos();
        NodeProcess serving = serving();
        Senders senders =
                Senders.start(
                        fleet.vertx(),
                        new Senders.Plan(
                                serving(gateway),
                                job(number),
                                List.of(fleet.key("chat"), fleet.key("night")),
                                settings.rate(),
                                random.nextLong()),
                        clock);
        Thread.sleep(wait);
        awaitSomeAnswers(senders);
        long runMillis = (clock.nanos() - begun) / 1_000_000;
        List<String> findings = new ArrayList<>();
        if (end == End.SIGKILL) {
            serving.kill();
        } else {
            serving.terminate();
            if (!serving.awaitEnd(END_LIMIT)) {
                findings.add("the node did not end within " + END_LIMIT.toSeconds() + " s");
                serving.kill();
            }
            unexpected(serving).forEach(line -> findings.add("at its end it warned: " + line));
        }
        List<Seen> calls = senders.stop().await(CALLS_LIMIT.toSeconds(), TimeUnit.SECONDS);
        awaitQuietProviders();
        Map<String, List<Billing.Line>> billed = bills.fresh(fleet.bills());

        long servedMillis = serve(job(number + 1));
        if (end == End.SIGTERM) {
            unexpected(serving()).forEach(line -> findings.add("after its end it warned: " + line));
        }
        List<Entry> entries = audit(number, end, calls, billed, findings);
        return new Round(
                number,
                end,
                runMillis,
                calls.size() - count(calls, Ending.NOT_SENT),
                count(calls, Ending.WHOLE),
                count(calls, Ending.ERROR),
                count(calls, Ending.HUNG_UP),
                count(calls, Ending.CUT),
                entries.stream().filter(Entry::isUnknown).count(),
                entries.size(),
                billed.values().stream().mapToLong(List::size).sum(),
                servedMillis,
                findings.subList(0, Math.min(findings.size(), FINDINGS_KEPT)));
    }

    /// What a node warned of, without the incidents at the endpoints that fail on purpose: a node
    /// that did not tell of those would be the one to warn of.
    private static List<String> unexpected(NodeProcess node) {
        return node.warnings().stream()
                .filter(line -> !DrillFleet.isIncidentOfShaky(line))
                .toList();
    }

    private static long count(List<Seen> calls, Ending ending) {
        return calls.stream().filter(call -> call.ending() == ending).count();
    }

    private static String job(int round) {
        return "drill-" + round;
    }

    private static String probe(String job) {
        return job + "-probe";
    }

    private static <T> T serving(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("no node runs");
        }
        return part;
    }

    private NodeProcess serving() {
        return serving(node);
    }

    /// Starts a node; answers the milliseconds until its first call was served.
    private long serve(String job) throws IOException, InterruptedException {
        starts++;
        long begun = clock.nanos();
        NodeProcess started =
                NodeProcess.start(
                        settings.folder().resolve("fleetward.yaml"),
                        settings.folder().resolve("data"),
                        settings.folder().resolve("node-" + starts + ".log"),
                        settings.flags());
        node = started;
        RuntimeFile runtime = started.awaitServing(START_LIMIT);
        gateway = runtime.gateway();
        HttpResponse<String> answer =
                http.send(probeCall(runtime.gateway(), job), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new Trouble(
                    Trouble.PROBLEM,
                    "the first call was answered with "
                            + answer.statusCode()
                            + ": "
                            + answer.body(),
                    "");
        }
        return (clock.nanos() - begun) / 1_000_000;
    }

    private HttpRequest probeCall(URI base, String job) {
        Question question = Question.smallest();
        return HttpRequest.newBuilder(base.resolve("/v1" + question.operation().path()))
                .timeout(START_LIMIT)
                .header("authorization", "Bearer " + fleet.key("probe"))
                .header("content-type", "application/json")
                .header("fleetward-job", job)
                .header("fleetward-session", probe(job))
                .POST(HttpRequest.BodyPublishers.ofString(question.body()))
                .build();
    }

    /// On a slow machine a node may have answered little by then, and there would be little to
    /// check.
    private void awaitSomeAnswers(Senders senders) throws InterruptedException {
        long limit = clock.nanos() + WARM_LIMIT.toNanos();
        while (senders.whole() < settings.rate() / 4 && clock.nanos() < limit) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /// Waits until providers have noticed that nobody reads them any more.
    private void awaitQuietProviders() throws InterruptedException {
        long limit = clock.nanos() + QUIET_LIMIT.toNanos();
        while (fleet.underWay() > 0 && clock.nanos() < limit) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /// Asks again until nothing is wrong, since the ledger takes what is left in the background, or
    /// until it has had time enough. What is there twice does not go away by waiting.
    private List<Entry> audit(
            int number,
            End end,
            List<Seen> calls,
            Map<String, List<Billing.Line>> billed,
            List<String> findings)
            throws InterruptedException {
        try (AdminClient admin = serving().admin()) {
            long limit = clock.nanos() + AUDIT_LIMIT.toNanos();
            while (true) {
                boolean late = clock.nanos() > limit;
                List<String> wrong = new ArrayList<>();
                List<Entry> entries = entries(admin, job(number), late, wrong);
                if (entries != null) {
                    wrong.addAll(CallAudit.findings(calls, entries, probe(job(number)), end));
                    wrong.addAll(BillAudit.findings(billed, entries));
                    checkSpend(admin, wrong);
                }
                if (wrong.isEmpty() && entries != null || late) {
                    findings.addAll(wrong);
                    rememberTotals(admin);
                    return entries == null ? List.of() : entries;
                }
                Thread.sleep(5 * POLL_MILLIS);
            }
        }
    }

    /// Null where the ledger does not answer yet.
    private @Nullable List<Entry> entries(
            AdminClient admin, String job, boolean late, List<String> wrong) {
        try {
            if (admin.get("/v1/status").at("/ledger/waitingBytes").asLong(-1) != 0) {
                wrong.add("events still wait for the ledger");
            }
            return Entry.of(admin, job)
                    .orElseThrow(() ->
                            new Trouble(
                                    Trouble.USAGE,
                                    "a round has more attempts than the admin API shows",
                                    "Lower --rate."));
        } catch (Trouble notYet) {
            if (late || notYet.exitCode() == Trouble.USAGE) {
                throw notYet;
            }
            return null;
        }
    }

    private void checkSpend(AdminClient admin, List<String> wrong) {
        Map<String, Long> budgets = SpendAudit.budgets(admin);
        Map<String, Long> ledger = SpendAudit.ledger(admin, budgets.keySet(), now());
        if (!budgets.equals(ledger)) {
            wrong.add("budgets start at " + budgets + " nano-dollars; the ledger has " + ledger);
        }
        List<String> totals = SpendAudit.totals(admin, totalsTo);
        if (!totals.equals(totalsBefore)) {
            wrong.add("totals were " + totalsBefore + " before the end, and are " + totals);
        }
        long twice =
                Entry.query(
                                admin,
                                "SELECT count(*) AS n FROM (SELECT call_id, attempt FROM events"
                                        + " GROUP BY ALL HAVING count(*) > 1)")
                        .number(0, "n");
        if (twice > 0) {
            wrong.add(twice + " attempts are in the ledger more than once");
        }
    }

    private void rememberTotals(AdminClient admin) {
        totalsTo = now();
        totalsBefore = SpendAudit.totals(admin, totalsTo);
    }

    private Instant now() {
        return Instant.EPOCH.plus(clock.wallMicros(), ChronoUnit.MICROS);
    }

    /// Ends the node that runs and the simulated providers.
    @Override
    public void close() throws Exception {
        http.close();
        NodeProcess running = node;
        try {
            if (running != null && running.isAlive()) {
                running.terminate();
                if (!running.awaitEnd(END_LIMIT)) {
                    running.kill();
                }
            }
        } finally {
            fleet.close();
        }
    }
}
