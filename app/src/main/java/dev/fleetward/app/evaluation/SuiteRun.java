package dev.fleetward.app.evaluation;

import dev.fleetward.control.registry.SuiteCase;
import dev.fleetward.control.registry.SuiteConfig;
import dev.fleetward.core.evaluation.Answer;
import dev.fleetward.core.evaluation.Check;
import dev.fleetward.core.unit.Money;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run of a suite: each case, as often as it says, at each endpoint in turn, so many at once as
/// the suite says. Samples of different endpoints alternate, so that a run that is broken off has
/// asked all of them alike, and so that what changes meanwhile meets all of them. Used once; [#run]
/// blocks.
final class SuiteRun {
    private static final long MICRO = 1_000_000;

    /// Input tokens that a provider may add for tools, per case.
    private static final long TOOL_TOKENS = 2_000;

    /// How long calls under way may still take once a stop is wished.
    private static final long GRACE_SECONDS = 5;

    private record Task(SuiteCase asked, Target target) {}

    private final SuiteConfig suite;
    private final List<Target> targets;
    private final GatewayCaller caller;
    private final Supplier<@Nullable String> over;
    private final Consumer<String> progress;
    private final Purse purse;
    private final Map<SuiteCase, List<Check>> checks = new LinkedHashMap<>();
    private final Semaphore places;

    // Guarded by this.
    private final Map<String, EndpointTally> tallies = new LinkedHashMap<>();
    private final List<Thread> under = new ArrayList<>();
    private @Nullable String ended;
    private int done;
    private int calls;

    /// @param over asked before each call: why the run is to end, or null while it is not
    /// @param progress told a line for people after each call
    SuiteRun(
            SuiteConfig suite,
            List<Target> targets,
            GatewayCaller caller,
            Supplier<@Nullable String> over,
            Consumer<String> progress) {
        this.suite = suite;
        this.targets = List.copyOf(targets);
        this.caller = caller;
        this.over = over;
        this.progress = progress;
        this.purse = new Purse(suite.budget());
        this.places = new Semaphore((int) suite.parallel().value());
        int planned = suite.cases().stream().mapToInt(suite::samples).sum();
        targets.forEach(
                target -> tallies.put(target.endpoint(), new EndpointTally(target, planned)));
        suite.cases()
                .forEach(each -> checks.put(each, each.checks().stream().map(Checks::of).toList()));
    }

    /// What came of a run. Immutable once told.
    ///
    /// @param brokenOff why it is only a part; null for a whole run
    record Ended(
            List<EndpointTally> endpoints, @Nullable String brokenOff, int calls, Money spent) {
        Ended {
            endpoints = List.copyOf(endpoints);
        }
    }

    static int planned(SuiteConfig suite, int targets) {
        return suite.cases().stream().mapToInt(suite::samples).sum() * targets;
    }

    Ended run() throws InterruptedException {
        List<Task> tasks = tasks();
        try {
            for (Task task : tasks) {
                if (!begin(task, tasks.size())) {
                    break;
                }
            }
        } finally {
            finish();
        }
        synchronized (this) {
            return new Ended(List.copyOf(tallies.values()), ended, calls, purse.spent());
        }
    }

    private List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        int most = suite.cases().stream().mapToInt(suite::samples).max().orElse(0);
        for (int sample = 0; sample < most; sample++) {
            for (SuiteCase each : suite.cases()) {
                if (sample < suite.samples(each)) {
                    targets.forEach(target -> tasks.add(new Task(each, target)));
                }
            }
        }
        return tasks;
    }

    /// False where the run is over.
    private boolean begin(Task task, int planned) throws InterruptedException {
        while (!places.tryAcquire(100, TimeUnit.MILLISECONDS)) {
            if (isOver()) {
                return false;
            }
        }
        String body = RequestBody.of(suite, task.asked(), task.target());
        long most = dearest(task, body);
        if (isOver() || !hasBudget(most)) {
            places.release();
            return false;
        }
        Thread thread =
                Thread.ofVirtual()
                        .name("eval-" + task.target().endpoint())
                        .unstarted(() -> ask(task, body, most, planned));
        synchronized (this) {
            calls++;
            under.add(thread);
        }
        thread.start();
        return true;
    }

    private boolean isOver() {
        String why = over.get();
        if (why != null) {
            end(why);
        }
        synchronized (this) {
            return ended != null;
        }
    }

    private boolean hasBudget(long most) throws InterruptedException {
        boolean room = purse.take(most);
        if (!room) {
            end(
                    "the budget of "
                            + suite.budget()
                            + " does not cover another call, which may cost "
                            + new Money(most));
        }
        return room;
    }

    private synchronized void end(String why) {
        if (ended == null) {
            ended = why;
        }
    }

    /// The most that a call can cost, in nano-dollars: a token has at least one byte.
    private long dearest(Task task, String body) {
        long input =
                body.getBytes(StandardCharsets.UTF_8).length
                        + (task.asked().tools().isEmpty() ? 0 : TOOL_TOKENS);
        return cost(task.target(), input, suite.maxTokens(task.asked()));
    }

    private static long cost(Target target, long input, long output) {
        Target.Price price = target.price();
        return price == null
                ? 0
                : Math.ceilDiv(input * price.input() + output * price.output(), MICRO);
    }

    private void ask(Task task, String body, long most, int planned) {
        long actual = most;
        try {
            Outcome outcome = caller.ask(task.target().endpoint(), body);
            actual = actual(task, outcome, most);
            note(task, outcome, planned);
        } catch (InterruptedException stopped) {
            note(task, new Outcome.NotSent("stopped", true), planned);
        } finally {
            purse.settle(most, actual);
            synchronized (this) {
                under.remove(Thread.currentThread());
            }
            places.release();
        }
    }

    /// What nobody counted is taken as the most that it can have been.
    private static long actual(Task task, Outcome outcome, long most) {
        return switch (outcome) {
            case Outcome.NotSent _ -> 0;
            case Outcome.Failed _ -> most;
            case Outcome.Answered answer ->
                    answer.inputTokens() < 0 || answer.answer().outputTokens() < 0
                            ? most
                            : cost(
                                    task.target(),
                                    answer.inputTokens(),
                                    answer.answer().outputTokens());
        };
    }

    private void note(Task task, Outcome outcome, int planned) {
        String fault =
                outcome instanceof Outcome.Answered answered
                        ? fault(task.asked(), answered.answer())
                        : null;
        String line;
        synchronized (this) {
            EndpointTally tally = tallies.get(task.target().endpoint());
            if (tally == null) {
                throw new IllegalStateException("nobody planned " + task);
            }
            switch (outcome) {
                case Outcome.Answered answered ->
                        tally.answered(task.asked().name(), answered, fault);
                case Outcome.Failed failed -> tally.failed(task.asked().name(), failed.words());
                case Outcome.NotSent not -> {
                    tally.notSent(not.words());
                    if (not.ends()) {
                        end(not.words());
                    }
                }
            }
            done++;
            line = done + " of " + planned + " calls, " + purse.spent();
        }
        progress.accept(line);
    }

    private @Nullable String fault(SuiteCase asked, Answer answer) {
        for (Check check : checks.getOrDefault(asked, List.of())) {
            String fault = check.fault(answer);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /// Waits for calls under way: for their answers, or for a moment where a stop is wished.
    private void finish() throws InterruptedException {
        int all = (int) suite.parallel().value();
        while (!places.tryAcquire(all, 100, TimeUnit.MILLISECONDS)) {
            if (over.get() != null) {
                if (!places.tryAcquire(all, GRACE_SECONDS, TimeUnit.SECONDS)) {
                    synchronized (this) {
                        List.copyOf(under).forEach(Thread::interrupt);
                    }
                    places.acquire(all);
                }
                return;
            }
        }
    }
}
