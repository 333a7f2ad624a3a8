package dev.fleetward.bench.overhead;

import dev.fleetward.bench.load.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Runs the whole comparison: subjects in turn, round by round, so that what the machine does
/// meanwhile hits them alike. Confined to the measuring thread.
public final class Overhead {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    /// A load average above which somebody else uses the cores.
    private static final double BUSY = 0.5;

    private final Plan plan;
    private final Measures measures;
    private final Samples samples = new Samples();
    private final Pairs pairs = new Pairs();

    private Overhead(Plan plan, Path folder) {
        this.plan = plan;
        this.measures = new Measures(plan, folder);
    }

    /// @return the exit code: 0 if everything was measured, 1 if something failed meanwhile, 2 if
    ///   the command is wrong or something it needs is missing
    public static int run(List<String> arguments) throws IOException, InterruptedException {
        Plan plan;
        try {
            plan = Plan.parse(arguments);
            Commands.require();
            if (!Files.isDirectory(Path.of("/proc/self"))
                    || Runtime.getRuntime().availableProcessors() < 2) {
                throw new IOException("the comparison needs Linux and two cores");
            }
        } catch (IllegalArgumentException | IOException wrong) {
            System.err.println("fleetward bench overhead: " + wrong.getMessage());
            return 2;
        }
        Map<String, String> machine = Machine.describe(Clock.systemUTC());
        warnIfBusy(machine);
        Cores.takeLoadCore();
        Path folder = Files.createTempDirectory("fleetward-bench-");
        Overhead overhead = new Overhead(plan, folder);
        try {
            overhead.measureAll(folder);
        } catch (IOException | IllegalStateException broken) {
            System.err.println("fleetward bench overhead: " + broken.getMessage());
            System.err.println("The subjects' logs are in " + folder);
            return 1;
        }
        machine.forEach((name, fact) -> System.out.printf(Locale.ROOT, "%-7s %s%n", name, fact));
        System.out.print(Report.table(overhead.samples, overhead.pairs));
        if (plan.json() != null) {
            Report.writeJson(plan.json(), overhead.samples, overhead.pairs, machine);
        }
        delete(folder);
        return 0;
    }

    private static void warnIfBusy(Map<String, String> machine) {
        if (Double.parseDouble(machine.getOrDefault(Machine.LOAD, "0")) > BUSY) {
            say(
                    "The machine is busy (load %s): these numbers are not to be quoted.",
                    machine.getOrDefault(Machine.LOAD, "?"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    private void measureAll(Path folder) throws IOException, InterruptedException {
        try (Provider provider = Provider.start();
                Subject nginx = Nginx.start(provider.port(), folder)) {
            samples.add(Measure.START_UP, Report.NGINX, nginx.startUp().toNanos() / 1e9);
            if (!plan.withGateway()) {
                measureSubjects(provider, List.of(nginx), null);
                return;
            }
            measureStarts(provider, folder);
            try (Subject gateway = Gateway.start(provider.port(), folder, Cores::onSubjectCore)) {
                measureWithBefore(provider, nginx, gateway, folder);
            }
        }
        measureIntake(folder);
    }

    private void measureWithBefore(Provider provider, Subject nginx, Subject gateway, Path folder)
            throws IOException, InterruptedException {
        Path against = plan.against();
        if (against == null) {
            measureSubjects(provider, List.of(nginx, gateway), null);
            return;
        }
        Alternation.Starter starter =
                () -> Gateway.before(against, provider.port(), folder, Cores::onSubjectCore);
        try (Subject before = starter.start()) {
            measureSubjects(
                    provider,
                    List.of(nginx, before, gateway),
                    new Alternation(
                            plan,
                            measures,
                            starter,
                            () -> Gateway.start(provider.port(), folder, Cores::onSubjectCore),
                            pairs));
        }
    }

    private void measureIntake(Path folder) throws IOException, InterruptedException {
        double perSecond = Measures.intake(Files.createTempDirectory(folder, "intake-"), plan);
        samples.add(Measure.INTAKE, Report.GATEWAY, perSecond);
        say("ledger: took %.0f events/s", perSecond);
    }

    /// The first start of all is not counted: it may build, and prepare a faster start.
    private void measureStarts(Provider provider, Path folder)
            throws IOException, InterruptedException {
        Gateway.start(provider.port(), folder, Cores::onAnyCore).close();
        for (int i = 0; i < plan.starts(); i++) {
            try (Subject gateway = Gateway.start(provider.port(), folder, Cores::onAnyCore)) {
                double seconds = gateway.startUp().toNanos() / 1e9;
                say("gateway: first served call after %.2f s", seconds);
                samples.add(Measure.START_UP, Report.GATEWAY, seconds);
            }
        }
    }

    /// @param alternation takes the pairs, or null without another checkout
    private void measureSubjects(
            Provider provider, List<Subject> subjects, @Nullable Alternation alternation)
            throws IOException, InterruptedException {
        for (Subject subject : subjects) {
            say("%s: warming up", subject.target().name());
            measures.warmUp(subject);
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Subject subject : subjects) {
                measureCpu(subject, round);
            }
            if (alternation != null) {
                alternation.round(round);
            }
        }
        measureLatencies(provider, subjects);
        for (Subject subject : subjects) {
            double megabytes = measures.heldStreams(subject) / BYTES_PER_MEGABYTE;
            samples.add(Measure.RESIDENT, subject.target().name(), megabytes);
            say("%s: %.0f MB with 2,000 streams open", subject.target().name(), megabytes);
        }
        if (alternation != null) {
            for (Measure measure :
                    List.of(Measure.ADDED_P50, Measure.ADDED_P99, Measure.RESIDENT)) {
                pairByRound(measure);
            }
        }
    }

    /// Of one process each, other than what alternates.
    private void pairByRound(Measure measure) {
        List<Double> before = samples.of(measure, Report.BEFORE);
        List<Double> now = samples.of(measure, Report.GATEWAY);
        for (int i = 0; i < now.size(); i++) {
            pairs.add(measure, i + 1, before.get(i), now.get(i));
        }
    }

    private void measureCpu(Subject subject, int round) throws IOException, InterruptedException {
        String name = subject.target().name();
        Measures.UnaryCost one = measures.unary(subject, 1);
        Measures.UnaryCost many = measures.unary(subject, 32);
        double chunk = measures.chunk(subject);
        samples.add(Measure.CPU_UNARY_1, name, one.cpuMicros());
        samples.add(Measure.CPU_UNARY_32, name, many.cpuMicros());
        samples.add(Measure.RATE_32, name, many.perSecond());
        samples.add(Measure.CPU_CHUNK, name, chunk);
        say(
                "%s, round %d: %.1f µs a call at 1 connection, %.1f µs at 32 (%.0f calls/s), %.2f"
                        + " µs a chunk",
                name, round, one.cpuMicros(), many.cpuMicros(), many.perSecond(), chunk);
    }

    /// All at half of what the slowest of them reached, so that they stand under the same load.
    /// What a subject adds is its latency less that of the provider called directly.
    private void measureLatencies(Provider provider, List<Subject> subjects)
            throws IOException, InterruptedException {
        double perSecond =
                subjects.stream()
                                .mapToDouble(
                                        s -> samples.median(Measure.RATE_32, s.target().name()))
                                .min()
                                .orElseThrow()
                        / 2;
        List<Target> targets = new ArrayList<>();
        targets.add(provider.target());
        subjects.forEach(subject -> targets.add(subject.target()));
        measures.latency(provider.target(), perSecond); // The client itself has to warm up.
        for (int round = 1; round <= plan.rounds(); round++) {
            double directP50 = 0;
            double directP99 = 0;
            for (Target target : targets) {
                Histogram latency = measures.latency(target, perSecond);
                double p50 = latency.getValueAtPercentile(50) / NANOS_PER_MILLI;
                double p99 = latency.getValueAtPercentile(99) / NANOS_PER_MILLI;
                say(
                        "%s, round %d: p50 %.3f ms, p99 %.3f ms at %.0f calls/s",
                        target.name(), round, p50, p99, perSecond);
                if (target.name().equals(Report.DIRECT)) {
                    directP50 = p50;
                    directP99 = p99;
                }
                boolean direct = target.name().equals(Report.DIRECT);
                samples.add(Measure.ADDED_P50, target.name(), direct ? p50 : p50 - directP50);
                samples.add(Measure.ADDED_P99, target.name(), direct ? p99 : p99 - directP99);
            }
        }
    }

    // The format is always one of the literals above.
    @SuppressWarnings("AnnotateFormatMethod")
    private static void say(String format, Object... values) {
        System.err.printf(Locale.ROOT, format + "%n", values);
    }
}
