package dev.fleetward.control.likeness.live;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.Provenance;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.event.Purpose;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.region.Identity;
import dev.fleetward.core.region.Lineages;
import dev.fleetward.core.region.likeness.Stream;
import dev.fleetward.core.region.likeness.Traits;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.snapshot.Feature;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one call shows of the model that answered it. Immutable.
///
/// 1. A version that the provider names is another model: its calls are compared with each other
///    alone, wherever they were served and whatever the deployments are called. So a version that
///    is known to be new is never found to be unlike the old one.
/// 2. First attempts on the route that was asked for alone: what comes to an endpoint because
///    another one failed, was late or was full differs for that.
/// 3. The fleet's own calls (probes, eval suites, warming) are left out: they are the same
///    everywhere in number, and not what users ask.
///
/// @param endedMicros wall time
record ShownCall(Stream stream, Answerer answerer, Traits traits, long endedMicros) {
    private static final Set<Origin> OURS = Set.of(Origin.EVAL, Origin.KEEPWARM);
    private static final Set<String> OUR_FEATURES = Set.of(Feature.PROBES, Feature.BEHAVIOUR);

    /// About how long a request is per token of its prompt. Prompts are told apart by the length of
    /// their requests, since what another tokenizer makes of them is another number.
    private static final int BYTES_PER_TOKEN = 4;

    private static final double NOT_SHOWN = Double.NaN;

    /// Null where it shows nothing.
    static @Nullable ShownCall of(CallEvent event, Lineages lineages) {
        Target target = event.target();
        String endpoint = target.endpoint();
        String model = target.modelSent();
        if (event.phase() != CallEvent.Phase.CLOSED
                || endpoint == null
                || model == null
                || !target.operation().generates()
                || target.purpose() != Purpose.FIRST
                || target.fallbackOf() != null
                || event.attempt() != 1
                || OURS.contains(event.who().origin())
                || OUR_FEATURES.contains(event.who().feature())) {
            return null;
        }
        Traits traits = traits(event);
        if (traits == null) {
            return null;
        }
        Identity identity =
                new Identity(
                        "",
                        target.account(),
                        endpoint,
                        target.regionAsked(),
                        event.served().region(),
                        model,
                        event.served().model(),
                        event.served().fingerprint());
        PromptSize size = PromptSize.of(event.sizes().requestBytes() / BYTES_PER_TOKEN);
        return new ShownCall(
                new Stream(
                        model(identity, lineages),
                        event.who().feature(),
                        size.name().toLowerCase(Locale.ROOT)),
                new Answerer(endpoint, identity.region()),
                traits,
                event.timing().acceptedWallMicros()
                        + Math.max(0, event.timing().settled()) / 1_000);
    }

    /// The version, where one is named; else the model that is deployed there.
    private static String model(Identity identity, Lineages lineages) {
        return identity.version()
                .filter(version -> !lineages.isEcho(identity.cell(), version))
                .orElseGet(() -> lineages.of(identity.cell()));
    }

    private static @Nullable Traits traits(CallEvent event) {
        CallEvent.Outcome outcome = event.outcome();
        if (outcome.failure() == FailureKind.BROKEN_TOOL_CALL) {
            return new Traits(NOT_SHOWN, NOT_SHOWN, 0, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN);
        }
        FinishReason finish = outcome.finish();
        if (outcome.ending() != Ending.SUCCEEDED || finish == null) {
            return null;
        }
        boolean refused =
                finish == FinishReason.REFUSAL
                        || finish == FinishReason.CONTENT_FILTER
                        || outcome.flaw() == Flaw.REFUSED;
        double tokens = reported(event.usage().output());
        return new Traits(
                refused ? 1 : 0,
                finish == FinishReason.LENGTH ? 1 : 0,
                finish != FinishReason.TOOL_CALLS
                        ? NOT_SHOWN
                        : outcome.flaw() == Flaw.TOOL_SCHEMA ? 0 : 1,
                tokens,
                tokensPerByte(event, tokens),
                event.target().stream() ? speed(event.timing(), tokens) : NOT_SHOWN);
    }

    /// An estimate says nothing of the model.
    private static double reported(TokenCount count) {
        return count.provenance() == Provenance.FINAL
                        || count.provenance() == Provenance.EXPLICIT_ZERO
                ? count.tokens()
                : NOT_SHOWN;
    }

    /// Reasoning is counted in tokens and not shown as text, or not all of it.
    private static double tokensPerByte(CallEvent event, double tokens) {
        long bytes = event.sizes().textBytes();
        return bytes <= 0 || event.usage().reasoning().tokens() > 0 ? NOT_SHOWN : tokens / bytes;
    }

    private static double speed(Timing timing, double tokens) {
        long decoding = timing.lastByte() - timing.firstToken();
        return timing.firstToken() < 0 || decoding <= 0 || tokens < 2
                ? NOT_SHOWN
                : (tokens - 1) * 1e9 / decoding;
    }
}
