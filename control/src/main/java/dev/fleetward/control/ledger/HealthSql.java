package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.objective.Counts;
import dev.fleetward.core.objective.Holder;
import dev.fleetward.core.objective.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The text of the question how well endpoints and features did. What counts for and against whom
/// is [Verdict]'s alone: its table is written into the text. Stateless.
///
/// An endpoint answers for every attempt at it, measured from when it was sent; a feature sees its
/// calls by their last attempt, measured from when they were accepted.
final class HealthSql {
    /// Of the ids of calls in the one parameter.
    static final String BETWEEN_IDS = " ";

    private HealthSql() {}

    /// With one parameter: the ids of the calls that users complained of.
    ///
    /// @param groups among `endpoint` and `feature`
    /// @param where which events
    static String health(List<GroupBy> groups, String where) {
        boolean attempts = groups.contains(GroupBy.ENDPOINT);
        Holder.Kind kind = attempts ? Holder.Kind.ENDPOINT : Holder.Kind.FEATURE;
        String keys = groups.stream().map(GroupBy::label).collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                """
                WITH seen AS (
                    SELECT *,
                        %1$s AS counted,
                        outcome = 'succeeded' AS answered,
                        (%2$s) AS good,
                        (%3$s) AS bad,
                        coalesce(flaw, '') AS flawed,
                        is_last AND call_id IN (SELECT unnest(string_split(?, '%8$s')))
                            AS complained,
                        %4$s AS began,
                        last_byte_ns - %4$s AS total,
                        CASE WHEN stream THEN first_token_ns - %4$s END AS first_token,
                        CASE WHEN stream THEN (last_byte_ns - first_token_ns)
                            / nullif(greatest(output_tokens - 1, 0), 0) END AS inter_token,
                        output_tokens / nullif((last_byte_ns - coalesce(sent_ns, 0)) / 1e9, 0)
                            AS pace
                    FROM events
                    WHERE %5$s),
                judged AS (
                    SELECT *, complained AND outcome IN (%9$s) AS spoilt FROM seen)
                SELECT %6$s,
                    count(*) FILTER (counted) AS calls,
                    count(*) FILTER (counted AND answered)
                        / nullif(count(*) FILTER (counted AND (answered OR bad)), 0)
                        AS availability,
                    count(*) FILTER (counted AND good AND NOT spoilt)
                        / nullif(count(*) FILTER (counted AND (good OR bad OR spoilt)), 0)
                        AS valid,
                    count(*) FILTER (counted AND answered AND flawed IN (%7$s)) AS flawed,
                    count(*) FILTER (counted AND complained) AS complaints,
                    count(*) FILTER (counted AND answered AND flawed = 'refused')
                        / nullif(count(*) FILTER (counted AND answered), 0) AS refusals,
                    count(*) FILTER (counted AND answered AND flawed = 'truncated')
                        / nullif(count(*) FILTER (counted AND answered), 0) AS truncations,
                    quantile_cont(first_token, 0.5) FILTER (counted AND answered) / 1e6
                        AS first_token_p50_ms,
                    quantile_cont(first_token, 0.95) FILTER (counted AND answered) / 1e6
                        AS first_token_p95_ms,
                    quantile_cont(inter_token, 0.5) FILTER (counted AND answered) / 1e6
                        AS inter_token_p50_ms,
                    quantile_cont(inter_token, 0.95) FILTER (counted AND answered) / 1e6
                        AS inter_token_p95_ms,
                    quantile_cont(total, 0.5) FILTER (counted AND answered) / 1e6 AS total_p50_ms,
                    quantile_cont(total, 0.95) FILTER (counted AND answered) / 1e6
                        AS total_p95_ms,
                    quantile_cont(pace, 0.5) FILTER (counted AND answered) AS tokens_per_second,
                    coalesce(sum(cost_nano_usd), 0)::BIGINT AS cost_nano_usd,
                    round(sum(cost_nano_usd) / nullif(count(*) FILTER (counted AND good
                        AND NOT spoilt), 0))
                        ::BIGINT AS cost_per_good_nano_usd
                FROM judged
                GROUP BY %6$s
                HAVING count(*) FILTER (counted) > 0
                ORDER BY %6$s
                """,
                attempts ? "attempt > 0" : "is_last",
                rows(kind, Verdict.GOOD),
                rows(kind, Verdict.BAD),
                attempts ? "sent_ns" : "0",
                where + (attempts ? " AND endpoint IS NOT NULL" : ""),
                keys,
                quoted(Arrays.stream(Flaw.values()).filter(Flaw::heldAgainstEndpoint).toList()),
                BETWEEN_IDS,
                endingsThatComplaintsSpoil());
    }

    private static String endingsThatComplaintsSpoil() {
        return Arrays.stream(Ending.values())
                .filter(ending -> !Verdict.ofComplaint(ending, null).equals(Counts.NONE))
                .map(ending -> "'" + ending.name().toLowerCase(Locale.ROOT) + "'")
                .collect(Collectors.joining(", "));
    }

    /// Which events have this verdict.
    private static String rows(Holder.Kind kind, Verdict verdict) {
        List<String> any = new ArrayList<>();
        for (Ending ending : Ending.values()) {
            List<String> failures = new ArrayList<>();
            for (FailureKind failure : FailureKind.values()) {
                if (Verdict.of(kind, ending, failure, null) == verdict) {
                    failures.add("'" + failure.label() + "'");
                }
            }
            List<String> flaws = new ArrayList<>();
            for (Flaw flaw : Flaw.values()) {
                if (Verdict.of(kind, ending, null, flaw) == verdict) {
                    flaws.add("'" + flaw.label() + "'");
                }
            }
            String is = "outcome = '" + ending.name().toLowerCase(Locale.ROOT) + "' AND ";
            if (Verdict.of(kind, ending, null, null) == verdict) {
                any.add(is + "failure IS NULL AND flaw IS NULL");
            }
            if (!failures.isEmpty()) {
                any.add(is + "coalesce(failure, '') IN (" + String.join(", ", failures) + ")");
            }
            if (!flaws.isEmpty()) {
                any.add(is + "coalesce(flaw, '') IN (" + String.join(", ", flaws) + ")");
            }
        }
        return any.isEmpty() ? "false" : String.join(" OR ", any);
    }

    private static String quoted(List<Flaw> flaws) {
        return flaws.stream()
                .map(flaw -> "'" + flaw.label() + "'")
                .collect(Collectors.joining(", "));
    }
}
