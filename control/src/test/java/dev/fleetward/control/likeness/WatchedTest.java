package dev.fleetward.control.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.control.registry.BehaviourConfig;
import dev.fleetward.control.registry.Count;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.region.likeness.ModelEquality;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Money;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is asked of one endpoint, hour by hour.
class WatchedTest {
    private static final long HOUR = TimeUnit.HOURS.toMicros(1);
    private static final long DAY = 24 * HOUR;
    private static final Prompts PROMPTS =
            new Prompts(
                    IntStream.range(0, 300).mapToObj(i -> "candidate " + i).toList(),
                    IntStream.range(0, 5).mapToObj(i -> "prompt " + i).toList());
    private static final ModelEquality EQUALITY = new ModelEquality(5, 6, 100, 200, 0.05);

    private final Model model = new Model(7);
    private final List<Finding> findings = new ArrayList<>();
    private long now = 20_000 * DAY;

    static Endpoint endpoint(WireDialect dialect) {
        Provider provider =
                new Provider(
                        "p",
                        "team",
                        dialect,
                        URI.create("http://127.0.0.1:1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        "openai");
        return new Endpoint(
                "e", provider, "gpt-4o", null, null, null, null, Timeouts.DEFAULT, null, false);
    }

    private static BehaviourConfig config(boolean equality) {
        return new BehaviourConfig(
                Money.ofUsd(1),
                new Count(20),
                new Count(10),
                Duration.ofHours(1),
                equality,
                List.of());
    }

    private Watched watched(WireDialect dialect, boolean equality, Map<String, String> parts) {
        return new Watched(
                endpoint(dialect),
                config(equality),
                PROMPTS,
                EQUALITY,
                parts,
                new SplittableRandom(3),
                now);
    }

    private void askWhatIsDue(Watched watched) {
        for (Inquiry due = watched.next(now, findings);
                due != null;
                due = watched.next(now, findings)) {
            watched.take(model.ask(watched.endpoint(), due), now, findings);
        }
    }

    private static TrackView view(Watched watched, Finding.Test test, long now) {
        return watched.view(now).tests().stream()
                .filter(each -> each.test() == test)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void borderPromptsFindAnotherModelOnItsThirdDayThoughTheProcessIsKilledEveryDay() {
        Watched watched = watched(WireDialect.ANTHROPIC, false, Map.of());
        int changedAt = -1;
        for (int day = 0; day < 20; day++) {
            model.mind = day < 16 ? 0 : 1;
            int before = model.calls;
            for (int hour = 0; hour < 24; hour++) {
                askWhatIsDue(watched);
                if (day == 10 && hour == 12) {
                    assertThat(model.calls - before).as("spread over the day").isBetween(95, 105);
                }
                now += HOUR;
            }
            if (day > 0) {
                assertThat(model.calls - before).isBetween(180, 200);
            }
            watched = watched(WireDialect.ANTHROPIC, false, watched.save());
            askWhatIsDue(watched);
            if (watched.view(now).isChanged()) {
                changedAt = day;
                break;
            }
        }

        assertThat(changedAt).as("%s", findings).isEqualTo(18);
        assertThat(findings.getLast().alarm()).isTrue();
        assertThat(findings.getLast().statistic()).isGreaterThan(findings.getLast().limit());
        assertThat(findings.stream().filter(Finding::alarm)).hasSize(1);
        assertThat(watched.suspicion()).contains("another model");
        assertThat(watched.view(now).spent().calls()).isEqualTo(model.calls);
    }

    @Test
    void anotherModelThatComesSlowlyIsFoundByTheFirstDayAndStaysFound() {
        Watched watched = watched(WireDialect.ANTHROPIC, false, Map.of());
        int since = 25;
        int changedAt = -1;
        for (int day = 0; day < since + 40 && changedAt < 0; day++) {
            model.turning = Math.max(0, (day - since) * 0.02);
            for (int hour = 0; hour < 24; hour++) {
                askWhatIsDue(watched);
                now += HOUR;
            }
            watched = watched(WireDialect.ANTHROPIC, false, watched.save());
            askWhatIsDue(watched);
            changedAt = watched.view(now).isChanged() ? day : -1;
        }

        assertThat(changedAt).as("%s", findings).isGreaterThan(since);
        Finding last = findings.getLast();
        assertThat(last.alarm()).isTrue();
        assertThat(last.words()).startsWith("another model, slowly");
        assertThat(watched.suspicion()).contains("drifted from the first day");
        watched = watched(WireDialect.ANTHROPIC, false, watched.save());
        assertThat(watched.view(now).isChanged()).isTrue();
    }

    @Test
    void twoTestsOfLogProbabilitiesInARowFindAnotherModel() {
        Watched watched = watched(WireDialect.OPENAI, false, Map.of());
        for (int hour = 0; hour < 100; hour++) {
            askWhatIsDue(watched);
            now += HOUR;
        }
        assertThat(view(watched, Finding.Test.LOG_PROBABILITIES, now).state())
                .isEqualTo("watching");
        model.mind = 1;
        int hours = 0;
        while (watched.suspicion().isEmpty()) {
            askWhatIsDue(watched);
            now += HOUR;
            assertThat(hours++).isLessThan(25);
        }
        watched = watched(WireDialect.OPENAI, false, watched.save());
        while (!watched.view(now).isChanged()) {
            askWhatIsDue(watched);
            now += HOUR / 60;
            assertThat(hours++).isLessThan(60);
        }

        Finding last =
                Objects.requireNonNull(view(watched, Finding.Test.LOG_PROBABILITIES, now).last());
        assertThat(last.words()).isEqualTo("they differ, 2 tests in a row");
        assertThat(last.pValue()).isLessThanOrEqualTo(0.001);
        assertThat(last.samples()).isEqualTo("10 answers against 50");
    }

    @Test
    void anEndpointWithoutLogProbabilitiesIsNotAskedForThemEveryHour() {
        model.logProbs = false;
        Watched watched = watched(WireDialect.OPENAI, false, Map.of());
        askWhatIsDue(watched);

        TrackView view = view(watched, Finding.Test.LOG_PROBABILITIES, now);
        assertThat(view.state()).isEqualTo("unsuitable");
        assertThat(view.nextMicros()).isEqualTo(now + 7 * DAY);
    }

    @Test
    void anEndpointThatDoesNotAnswerIsLeftAloneForTenMinutes() {
        Watched watched = watched(WireDialect.ANTHROPIC, true, Map.of());
        assertThat(watched.next(now, findings)).isNotNull();
        assertThat(watched.take(new Asked.NotAnswered("429: budget"), now, findings)).isFalse();

        assertThat(watched.next(now + 9 * HOUR / 60, findings)).isNull();
        assertThat(watched.view(now).trouble()).isEqualTo("429: budget");
        assertThat(watched.next(now + 10 * HOUR / 60, findings)).isNotNull();
    }

    @Test
    void anotherModelOfTheConfigurationBeginsAnewAndKeepsWhatWasSpent() {
        Watched watched = watched(WireDialect.ANTHROPIC, false, Map.of());
        askWhatIsDue(watched);
        Watched other = watched(WireDialect.OPENAI, false, watched.save());
        assertThat(other.view(now).spent().calls()).isPositive();

        Endpoint renamed =
                new Endpoint(
                        "e",
                        watched.endpoint().provider(),
                        "gpt-4.1",
                        null,
                        null,
                        null,
                        null,
                        Timeouts.DEFAULT,
                        null,
                        false);
        Watched anew =
                new Watched(
                        renamed,
                        config(false),
                        PROMPTS,
                        EQUALITY,
                        watched.save(),
                        new SplittableRandom(3),
                        now);
        assertThat(anew.view(now).spent().calls()).isPositive();
        assertThat(view(anew, Finding.Test.BORDERS, now).samples())
                .isEqualTo("0 of 20 prompts, 0 tried");
    }

    @Test
    void wholeAnswersAreHeldAgainstTheReferenceOnSuspicion() throws Exception {
        Watched watched = watched(WireDialect.ANTHROPIC, true, Map.of());
        assertThat(watched.suspected(now)).isEmpty();
        watched.told("somebody says so, before there is a reference");
        assertThat(watched.suspicion()).isEmpty();
        for (int hour = 0; hour < 3; hour++) {
            askWhatIsDue(watched);
            now += HOUR;
        }
        assertThat(watched.suspected(now)).as("no suspicion").isEmpty();
        watched.suspect("by hand");
        List<List<String>> reference = watched.suspected(now);
        assertThat(reference).hasSize(5);

        Finding same = run(watched, reference);
        assertThat(same.alarm()).as("%s", same).isFalse();
        model.mind = 1;
        Finding other = run(watched, reference);
        assertThat(other.alarm()).as("%s", other).isTrue();
        assertThat(other.samples()).isEqualTo("30 answers against 30 to 5 prompts");
        assertThat(other.power()).isBetween(0.0, 1.0);

        watched.testing(now);
        watched.tested(other);
        assertThat(watched.view(now).isChanged()).isTrue();
        assertThat(watched.suspicion()).isEmpty();
    }

    private Finding run(Watched watched, List<List<String>> reference) throws Exception {
        return new EqualityRun(
                        1, watched.endpoint(), null, reference, "test", EQUALITY, PROMPTS.answers())
                .run(model, new SplittableRandom(5), () -> now);
    }

    @Test
    void aTestEndsWhereAnEndpointCannotBeAsked() {
        Watched watched = watched(WireDialect.ANTHROPIC, true, Map.of());
        EqualityRun run =
                new EqualityRun(
                        1,
                        watched.endpoint(),
                        null,
                        List.of(),
                        "test",
                        EQUALITY,
                        PROMPTS.answers());
        assertThatThrownBy(() ->
                        run.run(
                                (endpoint, inquiry) -> new Asked.Unsuitable("404: no model"),
                                new SplittableRandom(5),
                                () -> now))
                .isInstanceOf(EqualityRun.Unfinished.class);
        assertThat(run.view().state()).isEqualTo(EqualityView.State.UNFINISHED);
        assertThat(run.view().words()).isEqualTo("e cannot be asked: 404: no model");
    }
}
