package dev.fleetward.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.Provenance;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEvent.Served;
import dev.fleetward.core.event.CallEvent.Sizes;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CallEventCodecTest {
    private static final int ROUNDS = 5_000;

    private final CallEventCodec codec = new CallEventCodec();

    @Test
    void readsBackWhatItWrote() {
        long seed = new Random().nextLong();
        RandomEvents events = new RandomEvents(seed);
        for (int i = 0; i < ROUNDS; i++) {
            CallEvent event = events.next();
            int length = codec.encode(event);
            assertThat(CallEventCodec.decode(codec.bytes(), 0, length))
                    .as("seed %s, event %s", seed, i)
                    .isEqualTo(event);
            assertThat(CallEventCodec.keyOf(codec.bytes(), 0, length))
                    .isEqualTo(new CallEventCodec.AttemptKey(event.call(), event.attempt()));
            assertThat(CallEventCodec.phaseOf(codec.bytes(), 0, length)).isEqualTo(event.phase());
        }
    }

    @Test
    void cutsTextsAtTheirBoundBetweenTwoCharacters() {
        CallEvent read = roundTrip(extreme("a€".repeat(1_000)));
        assertThat(read.who().feature()).isEqualTo("a€".repeat(CallEventCodec.NAME_BYTES / 4));
        assertThat(read.served().model()).isEqualTo("a€".repeat(CallEventCodec.SERVED_BYTES / 4));
        assertThat(roundTrip(extreme("a" + "😀".repeat(1_000))).who().feature())
                .isEqualTo("a" + "😀".repeat((CallEventCodec.NAME_BYTES - 1) / 4));
    }

    @Test
    void theLargestEventFitsTheBound() {
        assertThat(codec.encode(extreme("x".repeat(1_000)))).isLessThan(CallEventCodec.MAX_BYTES);
    }

    @Test
    void aClosedRecordGrowsByNoMoreThanWasKeptForIt() {
        CallEvent largest = extreme("y".repeat(1_000));
        CallEvent opened =
                new CallEvent(
                        Phase.OPENED,
                        largest.call(),
                        largest.attempt(),
                        largest.who(),
                        largest.target(),
                        Served.NOTHING,
                        Outcome.OPEN,
                        Usage.NONE,
                        new Charge(0, null, 0, 0, 0),
                        new Timing(0, 0, 0, 0, 0, 0, 0, 0),
                        new Sizes(0, 0));
        int before = codec.encode(opened);
        assertThat(codec.encode(largest) - before)
                .isLessThanOrEqualTo(CallEventCodec.CLOSE_GROWTH_BYTES);
    }

    @Test
    void aLoneSurrogateBecomesAQuestionMark() {
        assertThat(roundTrip(extreme("é\ud800b")).who().feature()).isEqualTo("é?b");
    }

    @Test
    void anyCutOrForeignPayloadIsRefusedNotMisread() {
        int length = codec.encode(extreme("model"));
        byte[] bytes = Arrays.copyOf(codec.bytes(), length);
        for (int cut = 0; cut < length; cut++) {
            int at = cut;
            assertThatThrownBy(() -> CallEventCodec.decode(bytes, 0, at))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        bytes[0] = 99;
        assertThatThrownBy(() -> CallEventCodec.decode(bytes, 0, length))
                .hasMessageContaining("version: 99");
    }

    /// What was written yesterday must be read tomorrow: these bytes may never change meaning.
    @Test
    void stillReadsWhatVersionOneWrote() {
        byte[] written = HexFormat.of().parseHex(GOLDEN_1);
        assertThat(CallEventCodec.decode(written, 0, written.length)).isEqualTo(golden(-1));
    }

    @Test
    void stillReadsWhatVersionTwoWrote() {
        byte[] written = HexFormat.of().parseHex(GOLDEN_2);
        assertThat(CallEventCodec.decode(written, 0, written.length)).isEqualTo(golden(1));
    }

    @Test
    void stillReadsWhatVersionThreeWrote() {
        byte[] written = HexFormat.of().parseHex(GOLDEN_3);
        assertThat(CallEventCodec.decode(written, 0, written.length))
                .isEqualTo(flawed(golden(1), new Sizes(2, 300)));
    }

    @Test
    void stillReadsWhatVersionFourWrote() {
        CallEvent event = flawed(golden(1), new Sizes(2, 300, 7));
        int length = codec.encode(event);
        assertThat(HexFormat.of().formatHex(codec.bytes(), 0, length)).isEqualTo(GOLDEN_4);
        byte[] written = HexFormat.of().parseHex(GOLDEN_4);
        assertThat(CallEventCodec.decode(written, 0, written.length)).isEqualTo(event);
    }

    private static CallEvent flawed(CallEvent event, Sizes sizes) {
        Target to = event.target();
        Outcome how = event.outcome();
        return new CallEvent(
                event.phase(),
                event.call(),
                event.attempt(),
                event.who(),
                new Target(
                        to.operation(),
                        to.stream(),
                        to.callerDialect(),
                        to.modelAsked(),
                        to.route(),
                        to.endpoint(),
                        to.provider(),
                        to.account(),
                        to.providerDialect(),
                        to.pool(),
                        to.modelSent(),
                        to.regionAsked(),
                        to.zone(),
                        Purpose.HEDGE,
                        "big"),
                event.served(),
                new Outcome(
                        how.ending(),
                        how.last(),
                        how.callerStatus(),
                        how.providerStatus(),
                        how.failure(),
                        how.finish(),
                        Flaw.TOOL_SCHEMA),
                event.usage(),
                event.charge(),
                event.timing(),
                sizes);
    }

    /// From the phase on, up to the sizes.
    private static final String GOLDEN =
            "02efcdab896745230121436587a9cbed0f0403006b3106006368c3a474000007010300"
                    + "04006a6f62000005010202006d0200720200650200700000010200710200730300657500"
                    + "000300736d000003006670000004007265710301a208a208140050524f56494445525f4f"
                    + "5645524c4f414445440605a4130400030e021001000100010d006d40323032362d30312d"
                    + "303114283c8080f281838985060204060101080a";

    private static final String GOLDEN_SIZES = "04d804";
    private static final String GOLDEN_1 = "01" + GOLDEN + GOLDEN_SIZES;
    private static final String GOLDEN_2 = "02" + GOLDEN + "02" + GOLDEN_SIZES;

    private static final String GOLDEN_3 =
            "0302efcdab896745230121436587a9cbed0f0403006b3106006368c3a4740000070103"
                    + "0004006a6f62000005010202006d020072020065020070000001020071020073030065"
                    + "7500000304006269670300736d000003006670000004007265710301a208a208140050"
                    + "524f56494445525f4f5645524c4f41444544060405a4130400030e021001000100010d"
                    + "006d40323032362d30312d303114283c8080f281838985060204060101080a0204d804";

    private static final String GOLDEN_4 = "04" + GOLDEN_3.substring(2) + "0e";

    private CallEvent roundTrip(CallEvent event) {
        int length = codec.encode(event);
        return CallEventCodec.decode(codec.bytes(), 0, length);
    }

    private static CallEvent extreme(String text) {
        TokenCount count = new TokenCount(Long.MAX_VALUE, Provenance.FINAL);
        long most = Long.MIN_VALUE;
        return new CallEvent(
                Phase.CLOSED,
                new CallId(-1, -1),
                Integer.MAX_VALUE,
                new Attribution(
                        text,
                        text,
                        text,
                        Origin.OTHER,
                        true,
                        CallClass.BACKGROUND,
                        true,
                        text,
                        text),
                new Target(
                        Operation.COUNT_TOKENS,
                        true,
                        WireDialect.ANTHROPIC,
                        text,
                        text,
                        text,
                        text,
                        text,
                        WireDialect.ANTHROPIC,
                        text,
                        text,
                        text,
                        text,
                        Purpose.HEDGE,
                        text),
                new Served(text, text, text, text, text),
                new Outcome(
                        Ending.FAILED,
                        true,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        FailureKind.PROVIDER_UNAUTHENTICATED,
                        null,
                        Flaw.ECHO),
                new Usage(count, count, count, count, count, count),
                new Charge(most, text, most, most, most),
                new Timing(most, most, most, most, most, most, most, most, most),
                new Sizes(most, most, most));
    }

    private static CallEvent golden(long queued) {
        return new CallEvent(
                Phase.CLOSED,
                new CallId(0x0123456789ABCDEFL, 0x0FEDCBA987654321L),
                2,
                new Attribution(
                        "k1",
                        "chät",
                        null,
                        Origin.KEEPWARM,
                        true,
                        CallClass.BATCH,
                        false,
                        "job",
                        null),
                new Target(
                        Operation.MESSAGES,
                        true,
                        WireDialect.ANTHROPIC,
                        "m",
                        "r",
                        "e",
                        "p",
                        null,
                        WireDialect.OPENAI,
                        "q",
                        "s",
                        "eu",
                        null),
                new Served("sm", null, "fp", null, "req"),
                new Outcome(
                        Ending.FAILED,
                        true,
                        529,
                        529,
                        FailureKind.PROVIDER_OVERLOADED,
                        FinishReason.REFUSAL),
                new Usage(
                        TokenCount.reported(1_234),
                        TokenCount.reported(0),
                        TokenCount.partial(7),
                        TokenCount.estimated(8),
                        TokenCount.ABSENT,
                        TokenCount.ABSENT),
                new Charge(-1, "m@2026-01-01", 10, 20, 30),
                new Timing(1_700_000_000_000_000L, 1, 2, 3, -1, -1, 4, 5, queued),
                new Sizes("{}".getBytes(StandardCharsets.UTF_8).length, 300));
    }
}
