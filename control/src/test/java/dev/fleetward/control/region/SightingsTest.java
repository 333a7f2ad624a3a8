package dev.fleetward.control.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Served;
import dev.fleetward.core.region.Cell;
import dev.fleetward.core.region.Sighting;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SightingsTest {
    private static final String BEDROCK = "eu.anthropic.claude-x-20250101-v1:0";

    private static CallEvent event(
            CallEvent.Phase phase, @Nullable String endpoint, String model, Served served) {
        return new CallEvent(
                phase,
                CallId.of(5, 6, 7),
                1,
                new Attribution(
                        "k", "chat", null, Origin.USER, true, CallClass.STANDARD, true, null, null),
                new CallEvent.Target(
                        Operation.MESSAGES,
                        false,
                        WireDialect.ANTHROPIC,
                        "route",
                        "route",
                        endpoint,
                        endpoint == null ? null : "bedrock",
                        "team",
                        WireDialect.ANTHROPIC,
                        null,
                        endpoint == null ? null : model,
                        "eu-west-1",
                        "eu"),
                served,
                CallEvent.Outcome.OPEN,
                Usage.NONE,
                new CallEvent.Charge(0, null, 0, 0, 0),
                new CallEvent.Timing(42, -1, -1, -1, -1, -1, -1, -1),
                new CallEvent.Sizes(0, 0));
    }

    private static Served served(@Nullable String model, @Nullable String region) {
        return new Served(model, region, null, null, "req-1");
    }

    @Test
    void anAnswerThatSaysWhatServedItIsASighting() {
        Sighting seen =
                Sightings.of(
                                event(
                                        CallEvent.Phase.CLOSED,
                                        "claude-eu",
                                        BEDROCK,
                                        served("claude-x-20250101", null)),
                                Set.of("eu"))
                        .orElseThrow();
        assertThat(seen.identity().cell()).isEqualTo(new Cell(BEDROCK, "eu-west-1", "claude-eu"));
        assertThat(seen.identity().version()).contains("claude-x-20250101");
        assertThat(seen.wallMicros()).isEqualTo(42);
        assertThat(seen.requestId()).isEqualTo("req-1");
        assertThat(seen.regionLate()).isTrue();
        assertThat(seen.zones()).containsExactly("eu");
    }

    @Test
    void onlyBedrocksRegionComesLate() {
        CallEvent told =
                event(CallEvent.Phase.CLOSED, "e", BEDROCK, served("m-20250101", "eu-west-3"));
        assertThat(Sightings.of(told, Set.of()).orElseThrow().regionLate()).isFalse();
        CallEvent other =
                event(CallEvent.Phase.CLOSED, "e", "claude-x", served("claude-x-20250101", null));
        assertThat(Sightings.of(other, Set.of()).orElseThrow().regionLate()).isFalse();
    }

    @Test
    void whatSaysNothingIsNone() {
        assertThat(Sightings.of(event(CallEvent.Phase.CLOSED, "e", "m", Served.NOTHING), Set.of()))
                .isEmpty();
        assertThat(
                        Sightings.of(
                                event(CallEvent.Phase.OPENED, "e", "m", served("m", "us")),
                                Set.of()))
                .isEmpty();
        assertThat(
                        Sightings.of(
                                event(CallEvent.Phase.CLOSED, null, "m", served("m", "us")),
                                Set.of()))
                .isEmpty();
    }
}
