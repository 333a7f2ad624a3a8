package dev.fleetward.testbed.scenario;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.season.DeferralPlan.Job;
import dev.fleetward.core.season.LoadCurve.Seen;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.testbed.engine.Neighbour;
import dev.fleetward.testbed.engine.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/// A day from six to six at a provider, compressed: a chat whose calls follow a wave with its peak
/// at two in the afternoon, 2.2 times its trough, and jobs that begin when they are told. A job
/// makes its calls at even distances. Confined to one thread.
final class WaveDay {
    static final long HOUR_MICROS = 3_600_000_000L;
    static final int HOURS = 24;

    /// What the engine serves of this mix when there is always somebody waiting, in tokens a
    /// second.
    static final double CAPACITY = 6_000;

    /// Hours after the begin of the day.
    static final double PEAK = 8;

    /// Half of the difference of the peak and the trough to their mean: 1.375 to 0.625 is 2.2.
    private static final double SWING = 0.375;

    /// The mean load of the chat, as a part of the capacity.
    private static final double CHAT_LOAD = 0.45;

    /// Of a call, on average. Those of jobs are alike, since a plan counts nothing but tokens.
    private static final int CHAT_TOKENS = 750;

    private static final int JOB_INPUT = 600;
    private static final int JOB_OUTPUT = 150;

    private static final long CONCURRENT = 220;
    private static final long PATIENCE_NANOS = 60 * World.SECOND;
    private static final String CHAT = "chat";
    private static final String REPORTS = "reports";

    private static final Pool POOL =
            new Pool(
                    "provider",
                    Accounting.PLAIN,
                    Pool.UNLIMITED,
                    Pool.UNLIMITED,
                    Pool.UNLIMITED,
                    CONCURRENT,
                    Pool.UNLIMITED);
    private static final Feature CHATTING =
            SmallFleet.feature(CHAT, CallClass.INTERACTIVE, POOL, null);
    private static final Feature REPORTING =
            SmallFleet.feature(REPORTS, CallClass.BATCH, POOL, null);

    private final World world;
    private final int compression;
    private final List<Progress> jobs = new ArrayList<>();

    /// How far a job is. Confined to its day.
    private static final class Progress {
        final Job job;
        long left;
        long endMicros = -1;

        Progress(Job job) {
            this.job = job;
            this.left = calls(job);
        }
    }

    /// What happened in one hour. Immutable.
    ///
    /// @param calls of the chat
    /// @param chatTokens that they asked for
    /// @param tokens that all calls asked for
    /// @param firstTokenNanos the mean over the chat's calls
    record Hour(long calls, long chatTokens, long tokens, double firstTokenNanos) {
        double use(double capacity) {
            return tokens / capacity;
        }
    }

    /// @param compression how many seconds of the day one simulated second is
    WaveDay(Policy policy, int compression, long seed, String replay) {
        this.compression = compression;
        this.world =
                new World(
                        SmallFleet.of(POOL, false, List.of(CHATTING, REPORTING)),
                        policy,
                        Profile.H100_70B,
                        1,
                        Neighbour.NOBODY,
                        seed,
                        replay);
        double most = CHAT_LOAD * (1 + SWING) * CAPACITY / CHAT_TOKENS;
        Callers.poisson(world, this::rate, most, nanos(HOURS * HOUR_MICROS), this::question, seed);
    }

    /// Calls of the chat a second at a simulated time.
    private double rate(double seconds) {
        double hour = seconds * compression / 3_600;
        double wave = 1 + SWING * Math.cos((hour - PEAK) / HOURS * 2 * Math.PI);
        return CHAT_LOAD * wave * CAPACITY / CHAT_TOKENS;
    }

    private Wish question(SplittableRandom random) {
        return new Wish(
                CHATTING,
                CallClass.INTERACTIVE,
                random.nextInt(400, 801),
                random.nextInt(100, 201),
                200,
                PATIENCE_NANOS);
    }

    private long nanos(long micros) {
        return micros * 1_000 / compression;
    }

    private long micros(long nanos) {
        return nanos * compression / 1_000;
    }

    /// What can be served in an hour of the day, in tokens.
    static long capacity(int compression) {
        return Math.round(CAPACITY * 3_600 / compression);
    }

    static long calls(Job job) {
        return job.tokens() / (JOB_INPUT + JOB_OUTPUT);
    }

    /// When a job's call is made.
    @FunctionalInterface
    interface Times {
        /// @param call from 0
        /// @param earliestMicros when it would be made if its job began as early as it may
        long at(Job job, long call, long earliestMicros);
    }

    /// Lets a job make its calls at their times, of which it has to be told before the day is
    /// played.
    void begin(Job job, Times times) {
        Progress progress = new Progress(job);
        jobs.add(progress);
        long calls = calls(job);
        for (long i = 0; i < calls; i++) {
            Wish wish =
                    new Wish(
                            REPORTING,
                            CallClass.BATCH,
                            JOB_INPUT,
                            JOB_OUTPUT,
                            JOB_OUTPUT,
                            PATIENCE_NANOS);
            long earliest = job.earliestMicros() + job.runMicros() * i / calls;
            long at = nanos(times.at(job, i, earliest));
            world.timeline.at(at, () -> attempt(progress, wish));
        }
    }

    private void attempt(Progress progress, Wish wish) {
        world.call(
                wish,
                journey -> {
                    if (!journey.completed()) {
                        long wait = Math.max(journey.retryAfterNanos, World.SECOND);
                        world.timeline.after(wait, () -> attempt(progress, wish));
                    } else if (--progress.left == 0) {
                        progress.endMicros = micros(world.timeline.now());
                    }
                });
    }

    void play() {
        world.run(nanos(HOURS * HOUR_MICROS));
    }

    /// What happened in each hour.
    List<Hour> hours() {
        List<Hour> hours = new ArrayList<>();
        for (int i = 0; i < HOURS; i++) {
            long from = nanos(i * HOUR_MICROS);
            long to = nanos((i + 1) * HOUR_MICROS);
            List<Journey> its =
                    world.journeys().stream()
                            .filter(each -> each.askedNanos >= from && each.askedNanos < to)
                            .toList();
            List<Journey> chats =
                    its.stream().filter(each -> each.wish.feature().name().equals(CHAT)).toList();
            hours.add(
                    new Hour(
                            chats.size(),
                            sum(chats, Journey::tokens),
                            sum(its, Journey::tokens),
                            chats.stream()
                                    .filter(Journey::completed)
                                    .mapToLong(each -> each.firstTokenNanos - each.askedNanos)
                                    .average()
                                    .orElse(Double.NaN)));
        }
        return hours;
    }

    private static long sum(List<Journey> journeys, ToLongFunction<Journey> value) {
        return journeys.stream().mapToLong(value).sum();
    }

    /// What is learned from the day about load.
    List<Seen> seen() {
        double capacity = capacity(compression);
        return hours().stream()
                .map(hour -> new Seen(hour.use(capacity), hour.firstTokenNanos(), hour.calls()))
                .toList();
    }

    /// Jobs that were done after their deadline.
    long late() {
        return jobs.stream()
                .filter(each -> each.endMicros < 0 || each.endMicros > each.job.deadlineMicros())
                .count();
    }

    /// The least time between a job's end and its deadline, in hours of the day.
    double closestHours() {
        return jobs.stream()
                        .mapToLong(each -> each.job.deadlineMicros() - each.endMicros)
                        .min()
                        .orElse(0)
                / (double) HOUR_MICROS;
    }

    /// Calls of the chat that were refused.
    long refused() {
        return Figures.count(world.journeys(), CHAT, journey -> journey.refusal != null);
    }

    /// Tokens of all calls that were served.
    long served() {
        return world.journeys().stream()
                .filter(Journey::completed)
                .mapToLong(Journey::tokens)
                .sum();
    }
}
