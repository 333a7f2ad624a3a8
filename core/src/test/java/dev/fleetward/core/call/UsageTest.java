package dev.fleetward.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void totalsAddTheKindsThatDoNotOverlap() {
        Usage usage =
                new Usage(
                        TokenCount.reported(1),
                        TokenCount.reported(20),
                        TokenCount.reported(300),
                        TokenCount.reported(4_000),
                        TokenCount.reported(50_000),
                        TokenCount.reported(40_000));

        assertThat(usage.totalInput()).isEqualTo(4_321);
        assertThat(usage.totalOutput()).as("reasoning is inside").isEqualTo(50_000);
    }

    @Test
    void zeroSaidOutrightIsNotTheSameAsNothingSaid() {
        assertThat(TokenCount.reported(0).provenance()).isEqualTo(Provenance.EXPLICIT_ZERO);
        assertThat(TokenCount.reported(0).isKnown()).isTrue();
        assertThat(TokenCount.ABSENT.isKnown()).isFalse();
    }

    @Test
    void isFinalOnlyWithTheProvidersLastWordOnBothDirections() {
        TokenCount said = TokenCount.reported(3);
        TokenCount none = TokenCount.ABSENT;

        assertThat(new Usage(said, none, none, none, TokenCount.reported(0), none).isFinal())
                .isTrue();
        assertThat(new Usage(said, none, none, none, TokenCount.partial(3), none).isFinal())
                .isFalse();
        assertThat(Usage.estimated(3, 4).isFinal()).isFalse();
        assertThat(Usage.NONE.isFinal()).isFalse();
    }

    @Test
    void countsAreNeverNegative() {
        assertThatThrownBy(() -> TokenCount.reported(-1))
                .hasMessage("tokens: -1 (expected: 0 or more)");
    }

    @Test
    void inputIsEstimatedUpwards() {
        CallFacts facts =
                new CallFacts(
                        Operation.CHAT_COMPLETIONS, "chat", false, false, -1, 1, 0, 2, 9, 100);

        assertThat(facts.estimatedInputTokens()).isEqualTo(3 + 2 * 1_600);
    }

    @Test
    void aPassportKeepsTheFirstStampAndWhatPrecedesARetry() {
        Passport passport = new Passport(-50, 1_000);
        passport.stamp(Passport.Moment.BODY_READ, -40);
        passport.stamp(Passport.Moment.FIRST_TOKEN, 10);
        passport.stamp(Passport.Moment.FIRST_TOKEN, 99);

        assertThat(passport.sinceAccepted(Passport.Moment.FIRST_TOKEN)).isEqualTo(60);
        assertThat(passport.sinceAccepted(Passport.Moment.LAST_BYTE)).isEqualTo(-1);
        Passport next = passport.forNextAttempt();
        assertThat(next.sinceAccepted(Passport.Moment.BODY_READ)).isEqualTo(10);
        assertThat(next.at(Passport.Moment.FIRST_TOKEN)).isEqualTo(Passport.UNSTAMPED);
        assertThat(next.acceptedWallMicros()).isEqualTo(1_000);
    }
}
