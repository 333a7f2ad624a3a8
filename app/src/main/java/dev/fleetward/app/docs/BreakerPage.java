package dev.fleetward.app.docs;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.BreakerTable;
import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.BreakerTable.Step;
import dev.fleetward.core.health.Breakers;
import dev.fleetward.core.health.Cusum;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.health.RunLength;
import dev.fleetward.core.health.Symptom;
import dev.fleetward.core.snapshot.HealthRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `docs/BREAKERS.md`, drawn from the table of states. Stateless.
final class BreakerPage {
    private BreakerPage() {}

    static String markdown() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Breakers

                        <!-- Generated from the table of states and from the symptoms. Do not edit. -->

                        Each endpoint has a breaker, which decides whether it takes calls. It learns from how attempts end, of whoever made them; an endpoint is compared with its own past, never with others. What callers or the fleet did wrong, an overfull context, a content filter, calls that were hung up on: none of these counts. `fleetward top`, `fleetward status`, the metric `fleetward_endpoint_breaker` and `/v1/fleet` show the states; `health:` in `fleetward.yaml` has the numbers.

                        ```mermaid
                        stateDiagram-v2
                            [*] --> CLOSED
                        """);
        for (State from : State.values()) {
            for (Event event : Event.values()) {
                Step step = BreakerTable.step(from, event);
                if (step != null) {
                    page.append("    ").append(from).append(" --> ").append(step.to());
                    page.append(": ").append(event.label().replace('_', ' ')).append('\n');
                }
            }
        }
        page.append("```\n\n| state | the endpoint |\n|---|---|\n");
        for (State state : State.values()) {
            page.append("| `").append(state.label()).append("` | ");
            page.append(state.meaning()).append(" |\n");
        }
        steps(page);
        rules(page);
        symptoms(page);
        return page.toString();
    }

    private static void steps(StringBuilder page) {
        page.append("\n## Every step\n\nWhat is not here changes nothing.\n\n");
        page.append("| from | what happens | to | what is done |\n|---|---|---|---|\n");
        for (State from : State.values()) {
            for (Event event : Event.values()) {
                Step step = BreakerTable.step(from, event);
                if (step != null) {
                    page.append("| `").append(from.label()).append("` | ");
                    page.append(event.meaning()).append(" | `");
                    page.append(step.to().label()).append("` | ");
                    page.append(step.action().meaning()).append(" |\n");
                }
            }
        }
    }

    private static void rules(StringBuilder page) {
        HealthRules rules = HealthRules.DEFAULT;
        page.append(
                String.format(
                        Locale.ROOT,
                        """

                        ## The rules, at the defaults

                        * **Pauses.** %d failures in a row, or no connection, open for %s, then twice as long each time up to %s; a quarter at most is taken off at random, so that nodes do not come back together. Pauses are short again once the endpoint serves all its calls.
                        * **`retry-after`** opens for exactly that long, at most %s. Since nothing failed, all calls come back at once after it; where something had failed before, trials follow.
                        * **Accounts.** A refused credential or an account without credit holds the breaker, and pages: no time heals it. An operator's reset, another credential in the configuration or a probe that is answered lets it go on.
                        * **Rests.** When a chart alarms, the endpoint rests for %s, then twice as long each time up to %s, until the symptom is gone: until the chart has come back to zero, or for %s no call that it takes was looked at for it. Where it fails besides, the rest goes on, or lasts as long as the pause if that ends later.
                        * **Trials.** After a pause or a rest, %d calls are let through at once and no more until they have ended. One that fails, or after a rest shows a symptom, opens the breaker again. A trial tells no rate, so what the chart found stays what is told.
                        * **Coming back.** The endpoint is the first choice for 10%%, 25%%, then 50%% of its calls, and a later choice for the rest; each share takes %d calls that went well and at least %s, or %s where there are fewer calls. A failure opens the breaker again.
                        * **Last resort.** Where every endpoint of a route is shut or has failed the call, those that only rest serve it, the least bad first: an answer that is probably good is better than none. What is down as well, asked for time or is held serves nothing.
                        * **Calls under way** when a breaker opens tell nothing new, however they end, unless the provider asks for a longer wait. A call's second try at the same endpoint, for want of another, passes an open breaker and tells nothing.
                        """,
                        rules.failuresInARow(),
                        time(rules.firstPauseNanos()),
                        time(rules.longestPauseNanos()),
                        time(Breakers.LONGEST_ASKED_NANOS),
                        time(rules.firstRestNanos()),
                        time(rules.longestRestNanos()),
                        time(Breakers.UNSEEN_NANOS),
                        rules.trialCalls(),
                        Breakers.STAGE_CALLS,
                        time(Breakers.STAGE_NANOS),
                        time(Breakers.QUIET_STAGE_NANOS)));
    }

    private static void symptoms(StringBuilder page) {
        page.append(
                String.format(
                        Locale.ROOT,
                        """

                        ## Symptoms

                        Each symptom of each endpoint has a cumulative sum over its calls, S = max(0, S + log-likelihood ratio), which alarms at its threshold. The run lengths are exact means, in calls, from the chart's Markov chain; `fleetward simulate cusum` shows more of them.

                        Where an endpoint's own rate, over stretches of %,d calls without an alarm, is above the expected one, it takes its place, at most twice as high; the rate to be found rises with it. After an alarm a sum starts half way up, so that what is still there is found sooner.

                        | symptom | failures and flaws | expected | to be found | threshold | false alarm after | found after |
                        |---|---|---|---|---|---|---|
                        """,
                        Breakers.STRETCH));
        for (Symptom symptom : Symptom.values()) {
            Cusum chart = symptom.cusum(HealthRules.DEFAULT);
            page.append("| `").append(symptom.label()).append("` | ");
            page.append(String.join(", ", shownBy(symptom))).append(" | ");
            page.append(percent(chart.expected())).append(" | ");
            page.append(percent(chart.alarm())).append(" | ");
            page.append(symptom.chart(HealthRules.DEFAULT).threshold()).append(" | ");
            page.append(calls(RunLength.mean(chart, chart.expected(), 0))).append(" | ");
            page.append(calls(RunLength.mean(chart, chart.alarm(), 0))).append(" |\n");
        }
    }

    private static List<String> shownBy(Symptom symptom) {
        List<String> names = new ArrayList<>();
        for (FailureKind kind : FailureKind.values()) {
            if (Symptom.of(kind) == symptom) {
                names.add("`" + kind.label() + "`");
            }
        }
        for (Flaw flaw : Flaw.values()) {
            if (Symptom.of(flaw) == symptom) {
                names.add("flaw `" + flaw.label() + "`");
            }
        }
        return names;
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%.1f%%", rate * 100);
    }

    private static String calls(double mean) {
        return String.format(Locale.ROOT, "%,d", Math.round(mean));
    }

    private static String time(long nanos) {
        long seconds = nanos / 1_000_000_000L;
        if (seconds >= 7_200 && seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds >= 120 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
