package dev.fleetward.control.season;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.objective.Holder;
import dev.fleetward.core.objective.Verdict;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.season.slow.Cohort;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one attempt at an endpoint says of it. Immutable.
///
/// Times are those of whole answers without a flaw that were streamed. `control.ledger`'s queries
/// take the same of the table.
///
/// @param wallMicros when the call was accepted
/// @param promptTokens all input tokens, as reported, else as reserved
/// @param uncachedTokens those that were not read from a cache
/// @param firstTokenNanos from sending to the first token; 0 where there is none
/// @param interTokenNanos the mean gap between tokens; 0 where there is none
/// @param verdict whether the endpoint did as it should
record Sample(
        long wallMicros,
        Cohort cohort,
        PromptSize size,
        long promptTokens,
        long uncachedTokens,
        long firstTokenNanos,
        double interTokenNanos,
        Verdict verdict) {

    /// Null where nothing was forwarded.
    static @Nullable Sample of(CallEvent event) {
        Target target = event.target();
        if (target.endpoint() == null) {
            return null;
        }
        long all = event.usage().totalInput();
        long prompt = all == 0 ? event.charge().reservedInputTokens() : all;
        long uncached = all == 0 ? prompt : all - event.usage().cacheRead().tokens();
        PromptSize size = PromptSize.of(prompt);
        Verdict verdict =
                Verdict.of(
                        Holder.Kind.ENDPOINT,
                        event.outcome().ending(),
                        event.outcome().failure(),
                        event.outcome().flaw());
        boolean timed = verdict == Verdict.GOOD && target.stream();
        return new Sample(
                event.timing().acceptedWallMicros(),
                cohort(event, target.endpoint(), size),
                size,
                prompt,
                uncached,
                timed ? firstToken(event.timing()) : 0,
                timed ? interToken(event) : 0,
                verdict);
    }

    private static Cohort cohort(CallEvent event, String endpoint, PromptSize size) {
        String served = event.served().region();
        return new Cohort(
                event.who().feature(),
                event.who().tenant(),
                event.target().fallbackOf() != null
                        ? event.target().fallbackOf()
                        : event.target().route(),
                text(event.target().provider()),
                text(event.target().modelSent()),
                served != null ? served : event.target().regionAsked(),
                endpoint,
                bucket(size));
    }

    private static String text(@Nullable String name) {
        return name == null ? "" : name;
    }

    static String bucket(PromptSize size) {
        return size.name().toLowerCase(Locale.ROOT);
    }

    private static long firstToken(Timing timing) {
        return timing.sent() < 0 ? 0 : Math.max(timing.firstToken() - timing.sent(), 0);
    }

    private static double interToken(CallEvent event) {
        Timing timing = event.timing();
        long gaps = event.usage().output().tokens() - 1;
        return gaps < 1 || timing.firstToken() < 0
                ? 0
                : Math.max((double) (timing.lastByte() - timing.firstToken()) / gaps, 0);
    }

    String region() {
        return text(cohort.region());
    }
}
