package dev.fleetward.control.likeness.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.Purpose;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.region.Lineages;
import dev.fleetward.core.region.likeness.Signal;
import dev.fleetward.core.region.likeness.Stream;
import dev.fleetward.core.region.likeness.Traits;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShownCallTest {
    private static ShownCall shown(LiveCall call) {
        return Objects.requireNonNull(ShownCall.of(call.event(), Lineages.AS_SENT));
    }

    private static Traits traits(LiveCall call) {
        return shown(call).traits();
    }

    private static LiveCall ended(FinishReason finish, @Nullable Flaw flaw) {
        return LiveCall.USUAL.with(
                new Outcome(Ending.SUCCEEDED, true, 200, 200, null, finish, flaw));
    }

    @Test
    void aWholeAnswerShowsAllThatItHas() {
        ShownCall call = shown(LiveCall.USUAL);
        assertThat(call.stream()).isEqualTo(new Stream("gpt-4o-2024-08-06", "chat", "small"));
        assertThat(call.answerer()).isEqualTo(new Answerer("east", "eastus"));
        assertThat(call.endedMicros()).isEqualTo(LiveCall.ACCEPTED + 3_000_000);
        assertThat(call.traits()).isEqualTo(new Traits(0, 0, Double.NaN, 101, 0.25, 50));
    }

    @Test
    void endingsAndFlawsAreSignals() {
        assertThat(traits(ended(FinishReason.REFUSAL, null)).of(Signal.REFUSAL)).isEqualTo(1);
        assertThat(traits(ended(FinishReason.CONTENT_FILTER, null)).of(Signal.REFUSAL))
                .isEqualTo(1);
        assertThat(traits(ended(FinishReason.STOP, Flaw.REFUSED)).of(Signal.REFUSAL)).isEqualTo(1);
        assertThat(traits(ended(FinishReason.LENGTH, Flaw.TRUNCATED)).of(Signal.TRUNCATION))
                .isEqualTo(1);
        assertThat(traits(ended(FinishReason.TOOL_CALLS, null)).of(Signal.TOOL_VALIDITY))
                .isEqualTo(1);
        assertThat(
                        traits(ended(FinishReason.TOOL_CALLS, Flaw.TOOL_SCHEMA))
                                .of(Signal.TOOL_VALIDITY))
                .isZero();
    }

    @Test
    void argumentsThatAreNoJsonSayThatAndNothingElse() {
        Traits broken =
                traits(
                        LiveCall.USUAL.with(
                                new Outcome(
                                        Ending.FAILED,
                                        true,
                                        502,
                                        200,
                                        FailureKind.BROKEN_TOOL_CALL,
                                        null)));
        assertThat(broken.of(Signal.TOOL_VALIDITY)).isZero();
        assertThat(broken.of(Signal.ANSWER_LENGTH)).isNaN();
        assertThat(broken.of(Signal.REFUSAL)).isNaN();
    }

    @Test
    void whatAnAnswerDoesNotSayIsNotGuessed() {
        assertThat(
                        traits(LiveCall.USUAL.with(TokenCount.estimated(70), 0))
                                .of(Signal.ANSWER_LENGTH))
                .isNaN();
        Traits reasoned = traits(LiveCall.USUAL.with(TokenCount.reported(101), 60));
        assertThat(reasoned.of(Signal.ANSWER_LENGTH)).isEqualTo(101);
        assertThat(reasoned.of(Signal.TOKENS_PER_CHARACTER)).isNaN();
        assertThat(traits(LiveCall.USUAL.textBytes(-1)).of(Signal.TOKENS_PER_CHARACTER)).isNaN();
        assertThat(traits(LiveCall.USUAL.unstreamed()).of(Signal.SPEED)).isNaN();
    }

    @Test
    void callsThatAreNotAlikeAreNotCompared() {
        assertThat(ShownCall.of(LiveCall.USUAL.origin(Origin.EVAL).event(), Lineages.AS_SENT))
                .isNull();
        assertThat(ShownCall.of(LiveCall.USUAL.origin(Origin.KEEPWARM).event(), Lineages.AS_SENT))
                .isNull();
        assertThat(
                        ShownCall.of(
                                LiveCall.USUAL.feature("fleetward-behaviour").event(),
                                Lineages.AS_SENT))
                .isNull();
        assertThat(ShownCall.of(LiveCall.USUAL.purpose(Purpose.HEDGE).event(), Lineages.AS_SENT))
                .isNull();
        assertThat(
                        ShownCall.of(
                                LiveCall.USUAL
                                        .with(
                                                new Outcome(
                                                        Ending.ABORTED, true, 200, 200, null, null))
                                        .event(),
                                Lineages.AS_SENT))
                .isNull();
    }

    @Test
    void aVersionThatIsNamedIsAModelOfItsOwnAndARepeatedNameIsNone() {
        assertThat(shown(LiveCall.USUAL.served("gpt-4o-2024-11-20")).stream().model())
                .isEqualTo("gpt-4o-2024-11-20");
        assertThat(shown(LiveCall.USUAL.served("gpt-4o")).stream().model()).isEqualTo("gpt-4o");
        assertThat(shown(LiveCall.USUAL.served(null)).stream().model()).isEqualTo("gpt-4o");
        Lineages deployed = Lineages.of(List.of(new Lineages.Named("east", "gpt-4o", "gpt-next")));
        ShownCall named = ShownCall.of(LiveCall.USUAL.served("gpt-4o").event(), deployed);
        assertThat(Objects.requireNonNull(named).stream().model()).isEqualTo("gpt-next");
    }

    @Test
    void anAnswererIsKnownAgainByItsLabel() {
        for (Answerer each :
                new Answerer[] {
                    new Answerer("east", "eastus"),
                    new Answerer("east", null),
                    new Answerer("a-b", "east us in 2")
                }) {
            assertThat(Answerer.ofLabel(each.label())).isEqualTo(each);
        }
    }
}
