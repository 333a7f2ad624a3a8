package dev.fleetward.core.season.slow;

import dev.fleetward.core.season.ProfileBook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Too little to look for a verdict in: what is missing, and what would help. Stateless.
final class Thin {
    private static final long MICROS_PER_MINUTE = 60_000_000L;
    private static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
    private static final long MINUTES_PER_SLOT = ResidualCell.SLOT_MICROS / MICROS_PER_MINUTE;

    /// Endpoints that are named.
    private static final int MOST_NAMED = 5;

    private Thin() {}

    /// Empty where there is enough.
    static List<Missing> of(SlowQuestion question, Evidence evidence, Division division) {
        List<Missing> thin = new ArrayList<>();
        boolean nothing = evidence.callsAfter() == 0 && evidence.callsBefore() == 0;
        if (nothing && question.unjudged().isEmpty()) {
            return List.of(silence(question));
        }
        if (!nothing) {
            since(thin, question, evidence, division);
            before(thin, question, evidence, division);
        }
        if (nothing || !thin.isEmpty()) {
            history(thin, question, nothing ? "no call" : "not every call");
        }
        return thin;
    }

    private static void since(
            List<Missing> thin, SlowQuestion question, Evidence evidence, Division division) {
        if (evidence.callsAfter() < Rules.CALLS) {
            thin.add(
                    new Missing(
                            Missing.Kind.CALLS,
                            String.format(
                                    Locale.ROOT,
                                    "%s had %s since %s, and it takes %d; ask from an earlier time"
                                            + " (--since)%s",
                                    question.scope().words(),
                                    answers(evidence.callsAfter()),
                                    moment(question, question.fromMicros()),
                                    Rules.CALLS,
                                    question.scope().equals(Scope.ALL)
                                            ? ""
                                            : ", or about the whole fleet")));
        }
        long minutes = (division.until() - division.since()) * MINUTES_PER_SLOT;
        long least = Rules.SLOTS_AFTER * MINUTES_PER_SLOT;
        if (evidence.callsAfter() > 0 && minutes < least) {
            thin.add(
                    new Missing(
                            Missing.Kind.AFTER,
                            String.format(
                                    Locale.ROOT,
                                    "the calls since %s are of %d min, and it takes %d; ask again in"
                                            + " %d min, or from an earlier time (--since)",
                                    moment(question, question.fromMicros()),
                                    minutes,
                                    least,
                                    least - minutes)));
        }
    }

    private static void before(
            List<Missing> thin, SlowQuestion question, Evidence evidence, Division division) {
        long minutes = division.before() * MINUTES_PER_SLOT;
        long least = Rules.SLOTS_BEFORE * MINUTES_PER_SLOT;
        if (evidence.callsBefore() < Rules.CALLS) {
            thin.add(
                    new Missing(
                            Missing.Kind.BEFORE,
                            String.format(
                                    Locale.ROOT,
                                    "how it was before is not known: %s had %s in the two hours"
                                            + " before %s, and it takes %d; ask from a later time"
                                            + " (--since)",
                                    question.scope().words(),
                                    answers(evidence.callsBefore()),
                                    moment(question, question.fromMicros()),
                                    Rules.CALLS)));
        } else if (minutes < least) {
            thin.add(
                    new Missing(
                            Missing.Kind.BEFORE,
                            String.format(
                                    Locale.ROOT,
                                    "how it was before is not known: the calls before %s begin %d"
                                            + " min earlier, and it takes %d; ask from a later time"
                                            + " (--since)",
                                    moment(question, question.fromMicros()),
                                    minutes,
                                    least)));
        }
    }

    private static Missing silence(SlowQuestion question) {
        return new Missing(
                Missing.Kind.CALLS,
                "no answer to "
                        + question.scope().words()
                        + " was streamed since "
                        + moment(question, question.fromMicros())
                        + ", nor in the two hours before; only streamed answers have a first token"
                        + " (`fleetward health` shows what came of all calls)");
    }

    private static void history(List<Missing> thin, SlowQuestion question, String which) {
        String judged = which + " of " + question.scope().words() + " can be judged: ";
        List<Unjudged> unknown =
                question.unjudged().stream().filter(it -> !it.isKnownNow()).toList();
        if (!unknown.isEmpty()) {
            thin.add(
                    new Missing(
                            Missing.Kind.HISTORY,
                            String.format(
                                    Locale.ROOT,
                                    "%s%,d went to endpoints of which it is not known what is usual"
                                            + " (%s); that takes %d streamed answers of an endpoint"
                                            + " in hours that are over, so ask again after %s;"
                                            + " meanwhile `fleetward health` shows how endpoints do",
                                    judged,
                                    calls(unknown),
                                    named(unknown),
                                    ProfileBook.LEAST_VALUES,
                                    moment(question, closing(question.untilMicros())))));
        }
        List<Unjudged> late =
                question.unjudged().stream()
                        .filter(Unjudged::isKnownNow)
                        .filter(it -> enough(it) > question.fromMicros())
                        .toList();
        if (!late.isEmpty()) {
            long from = late.stream().mapToLong(Thin::enough).max().orElseThrow();
            thin.add(
                    new Missing(
                            Missing.Kind.HISTORY,
                            String.format(
                                    Locale.ROOT,
                                    "%s%,d went to endpoints of which it is known only for a while"
                                            + " what is usual (%s); ask from %s on (--since)",
                                    judged,
                                    calls(late),
                                    named(late),
                                    moment(question, from))));
        }
    }

    /// From when on enough is known before it.
    private static long enough(Unjudged unjudged) {
        return unjudged.knownSinceMicros() + SlowQuestion.LEAST_BEFORE_MICROS;
    }

    private static long calls(List<Unjudged> unjudged) {
        return unjudged.stream().mapToLong(Unjudged::calls).sum();
    }

    private static String named(List<Unjudged> unjudged) {
        String named =
                unjudged.stream()
                        .sorted(
                                Comparator.comparingLong(Unjudged::calls)
                                        .reversed()
                                        .thenComparing(Unjudged::endpoint))
                        .limit(MOST_NAMED)
                        .map(Unjudged::endpoint)
                        .collect(Collectors.joining(", "));
        return unjudged.size() <= MOST_NAMED
                ? named
                : named + " and " + (unjudged.size() - MOST_NAMED) + " more";
    }

    /// When the hour of a moment becomes a part of what is usual.
    private static long closing(long micros) {
        long hour = Math.floorDiv(micros, MICROS_PER_HOUR) + 1;
        return hour * MICROS_PER_HOUR + ProfileBook.GRACE_MICROS;
    }

    private static String answers(long calls) {
        return calls == 0
                ? "no streamed answer to judge by"
                : calls == 1
                        ? "1 streamed answer to judge by"
                        : String.format(Locale.ROOT, "%,d streamed answers to judge by", calls);
    }

    private static String moment(SlowQuestion question, long micros) {
        return Words.moment(micros, question.zone());
    }
}
