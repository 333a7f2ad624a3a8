package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.ClassPolicy;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What each class of calls may expect. Immutable.
@Doc(
        "What each class of calls may expect of every pool. More urgent classes go first; the floors"
                + " and ageing keep the others moving. The floors add up to 50% at most.")
public record ClassesConfig(
        @Doc("A person waits for each token. Waits at most `20s`.")
                @Nullable ClassConfig interactive,
        @Doc("A person waits, but not for each token. Waits at most `60s`.")
                @Nullable ClassConfig standard,
        @Doc("A job that somebody wants soon. Has a floor of `5%` and waits at most `10m`.")
                @Nullable ClassConfig batch,
        @Doc("Nobody waits. Has a floor of `1%` and waits at most `30m`.")
                @Nullable ClassConfig background) {

    /// One class. Immutable.
    @Doc("What one class of calls may expect.")
    public record ClassConfig(
            @Doc(
                            value =
                                    "The part of a pool that it gets whatever waits in more urgent"
                                            + " classes; if absent, what the class has by itself.",
                            example = "5%")
                    @Nullable Percent floor,
            @Doc(
                            key = "wait",
                            value =
                                    "How long a call without a deadline of its own waits at most;"
                                            + " if absent, what the class has by itself.",
                            example = "20s")
                    @Nullable Duration maxWait,
            @Doc(
                            value =
                                    "Each time that its oldest call has waited so long again, its floor"
                                            + " rises by 2.5%, up to 25%; a quarter of `wait` if absent.",
                            example = "5s")
                    @Nullable Duration ageing,
            @Doc(
                            value =
                                    "The objective for the time to the first token: while it is"
                                            + " missed, less urgent classes are held back.",
                            example = "500ms")
                    @Nullable Duration firstToken) {

        public ClassConfig {
            new Expect()
                    .percent("floor", floor, Percent.ZERO, ClassPolicies.MOST_FLOORS)
                    .time("wait", maxWait, Duration.ofMillis(1), Duration.ofDays(1))
                    .time("ageing", ageing, Duration.ofMillis(1), Duration.ofDays(1))
                    .time("firstToken", firstToken, Duration.ofMillis(1), Duration.ofHours(1))
                    .orThrow();
        }

        private static ClassPolicy or(@Nullable ClassConfig written, ClassPolicy usual) {
            if (written == null) {
                return usual;
            }
            long wait = written.maxWait == null ? usual.maxWaitNanos() : written.maxWait.toNanos();
            return new ClassPolicy(
                    written.floor == null ? usual.floor() : written.floor,
                    wait,
                    written.ageing == null ? wait / 4 : written.ageing.toNanos(),
                    written.firstToken == null ? 0 : written.firstToken.toNanos());
        }
    }

    public ClassesConfig {
        ClassPolicies usual = ClassPolicies.DEFAULT;
        int floors =
                Stream.of(
                                ClassConfig.or(interactive, usual.interactive()),
                                ClassConfig.or(standard, usual.standard()),
                                ClassConfig.or(batch, usual.batch()),
                                ClassConfig.or(background, usual.background()))
                        .mapToInt(policy -> policy.floor().partsPerMillion())
                        .sum();
        new Expect()
                .percent("floors", new Percent(floors), Percent.ZERO, ClassPolicies.MOST_FLOORS)
                .orThrow();
    }

    ClassPolicies toPolicies() {
        ClassPolicies usual = ClassPolicies.DEFAULT;
        return new ClassPolicies(
                ClassConfig.or(interactive, usual.interactive()),
                ClassConfig.or(standard, usual.standard()),
                ClassConfig.or(batch, usual.batch()),
                ClassConfig.or(background, usual.background()));
    }
}
