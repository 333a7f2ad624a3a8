package dev.fleetward.core.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.region.VersionGate.Candidate;
import dev.fleetward.core.region.VersionTruth.Served;
import dev.fleetward.core.unit.Percent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class VersionGateTest {
    private static final String OLD = "gpt-4o-2024-08-06";
    private static final String NEW = "gpt-4o-2024-11-20";
    private static final CallId CALL = CallId.of(1, 2, 3);

    private final Map<String, List<Served>> shown = new HashMap<>();

    private void shows(String endpoint, Served... versions) {
        shown.put(endpoint, List.of(versions));
    }

    private static Served share(String version, double share) {
        return new Served(version, 100, share, version.equals(OLD) ? 1 : 2, 9);
    }

    private VersionDecision decide(VersionPolicy policy, String... endpoints) {
        return decide(policy, Promotions.NONE, CALL, endpoints);
    }

    private VersionDecision decide(
            VersionPolicy policy, Promotions promotions, CallId call, String... endpoints) {
        List<Candidate> route =
                List.of(endpoints).stream()
                        .map(it -> new Candidate(it, "gpt-4o", "gpt-4o"))
                        .toList();
        return VersionGate.of(policy, route, new VersionTruth(9, shown), promotions)
                .decide(List.of(endpoints), call);
    }

    private static VersionPolicy hold(String... allowed) {
        return new VersionPolicy.Hold(Set.of(allowed), Percent.ZERO);
    }

    private static VersionPolicy common() {
        return new VersionPolicy.Common(Percent.ZERO);
    }

    @Test
    void holdLetsOnlyTheListedVersionsServe() {
        shows("de", share(OLD, 1));
        shows("us", share(NEW, 1));
        VersionDecision decision = decide(hold(OLD), "de", "us");
        assertThat(decision.first()).containsExactly("de");
        assertThat(decision.then()).isEmpty();
        assertThat(decision.held())
                .containsExactly(
                        new VersionDecision.Held(
                                "us",
                                "serves gpt-4o-2024-11-20 (100.0% of its calls), not on the"
                                        + " allow-list"));
    }

    @Test
    void holdKeepsAwayFromAnEndpointThatMixes() {
        shows("de", share(OLD, 1));
        shows("us", share(OLD, 0.95), share(NEW, 0.05));
        assertThat(decide(hold(OLD), "us", "de").first()).containsExactly("de");
    }

    @Test
    void holdForgivesWhatAnEndpointNoLongerServes() {
        shows("us", share(NEW, 0), share(OLD, 1));
        assertThat(decide(hold(OLD), "us").first()).containsExactly("us");
    }

    @Test
    void holdLetsNobodyServeRatherThanAnotherVersion() {
        shows("us", share(NEW, 1));
        assertThat(decide(hold(OLD), "us").isNobody()).isTrue();
    }

    @Test
    void anUnknownEndpointServesOnlyWhereNobodyKnownMay() {
        shows("de", share(OLD, 1));
        assertThat(decide(hold(OLD), "us", "de").first()).containsExactly("de");
        shown.clear();
        shows("fr", share(NEW, 1));
        VersionDecision decision = decide(hold(OLD), "us", "fr");
        assertThat(decision.first()).containsExactly("us");
        assertThat(decision.held())
                .extracting(VersionDecision.Held::endpoint)
                .containsExactly("fr");
    }

    @Test
    void anUnknownEndpointThatWasSentADatedNameIsTakenAtItsWord() {
        var route = List.of(new Candidate("us", OLD, OLD), new Candidate("de", NEW, NEW));
        VersionGate gate = VersionGate.of(hold(OLD), route, VersionTruth.NOTHING, Promotions.NONE);
        assertThat(gate.decide(List.of("us", "de"), CALL).first()).containsExactly("us");
    }

    @Test
    void aListedNameWithoutADateAllowsAnEndpointThatNamesNoVersion() {
        shows("de", share(NEW, 1));
        VersionDecision decision = decide(hold("gpt-4o"), "us", "de");
        assertThat(decision.first()).containsExactly("us");
        assertThat(decision.held()).hasSize(1);
    }

    @Test
    void commonWaitsUntilTheLastRegionHasShownAVersion() {
        shows("de", share(OLD, 0), share(NEW, 1));
        shows("fr", share(OLD, 1));
        shows("us", share(OLD, 0), share(NEW, 1));
        assertThat(decide(common(), "de", "fr", "us").first()).containsExactly("fr");
        shows("fr", share(OLD, 0.99), share(NEW, 0.01));
        assertThat(decide(common(), "de", "fr", "us").first()).containsExactly("de", "fr", "us");
    }

    @Test
    void commonKeepsTheEldestWhereNothingIsCommon() {
        shows("de", share(NEW, 1));
        shows("fr", share(OLD, 1));
        assertThat(decide(common(), "de", "fr").first()).containsExactly("fr");
    }

    @Test
    void commonTakesAnAliasForWhatItStandsFor() {
        shows("de", share("gpt-4o", 1));
        shows("fr", share(OLD, 1));
        assertThat(decide(common(), "de", "fr").first()).containsExactly("de", "fr");
    }

    @Test
    void commonComparesOnlyEndpointsOfOneModel() {
        shows("gpt", share(OLD, 1));
        shows("claude", new Served("claude-sonnet-4-5-20250929", 1, 1, 0, 0));
        var route =
                List.of(
                        new Candidate("gpt", "gpt-4o", "gpt-4o"),
                        new Candidate("claude", "claude", "claude"));
        VersionGate gate =
                VersionGate.of(common(), route, new VersionTruth(1, shown), Promotions.NONE);
        assertThat(gate.decide(List.of("gpt", "claude"), CALL).first())
                .containsExactly("gpt", "claude");
    }

    @Test
    void whereNobodyNamesAVersionCommonLetsAllServe() {
        assertThat(decide(common(), "de", "fr").first()).containsExactly("de", "fr");
    }

    @Test
    void anyAsksNothing() {
        shows("us", share(NEW, 1));
        assertThat(decide(new VersionPolicy.Any(), "us", "de").first()).containsExactly("us", "de");
    }

    @Test
    void theCanaryShareMeetsWhatIsNotAllowedYetAndFallsBackToWhatIs() {
        shows("de", share(OLD, 1));
        shows("us", share(NEW, 1));
        VersionPolicy policy = new VersionPolicy.Hold(Set.of(OLD), new Percent(50_000));
        List<Candidate> route =
                List.of(
                        new Candidate("de", "gpt-4o", "gpt-4o"),
                        new Candidate("us", "gpt-4o", "gpt-4o"));
        VersionGate gate =
                VersionGate.of(policy, route, new VersionTruth(9, shown), Promotions.NONE);
        SplittableRandom random = new SplittableRandom(7);
        int chosen = 0;
        for (int i = 0; i < 20_000; i++) {
            CallId call = CallId.of(i * 1_000L, random.nextLong(), random.nextLong());
            VersionDecision decision = gate.decide(List.of("de", "us"), call);
            boolean again = gate.decide(List.of("de", "us"), call).canary();
            chosen += decision.canary() && again ? 1 : 0;
            if (decision.canary() != again
                    || !decision.first().equals(List.of(again ? "us" : "de"))
                    || !decision.then().equals(again ? List.of("de") : List.of())) {
                throw new AssertionError(call + " " + decision);
            }
        }
        assertThat(chosen).isBetween(900, 1_100);
    }

    @Test
    void aPromotedVersionServesLikeAnAllowedOne() {
        shows("de", share(OLD, 1));
        shows("us", share(NEW, 1));
        Promotions promoted = new Promotions(Map.of(NEW, Promotions.Verdict.PROMOTED));
        assertThat(decide(hold(OLD), promoted, CALL, "de", "us").first())
                .containsExactly("de", "us");
    }

    @Test
    void aRejectedVersionIsNotTriedAgain() {
        shows("de", share(OLD, 1));
        shows("us", share(NEW, 1));
        Promotions rejected = new Promotions(Map.of(NEW, Promotions.Verdict.REJECTED));
        VersionPolicy all = new VersionPolicy.Hold(Set.of(OLD), Percent.HUNDRED);
        VersionDecision decision = decide(all, rejected, CALL, "de", "us");
        assertThat(decision.first()).containsExactly("de");
        assertThat(decision.canary()).isFalse();
    }

    private VersionGate gate(VersionPolicy policy, Promotions promotions, String... endpoints) {
        List<Candidate> route =
                List.of(endpoints).stream()
                        .map(it -> new Candidate(it, "gpt-4o", "gpt-4o"))
                        .toList();
        return VersionGate.of(policy, route, new VersionTruth(9, shown), promotions);
    }

    @Test
    void anAnswerOfAVersionThatIsNotAllowedMayNotGoOut() {
        VersionGate gate = gate(hold(OLD), Promotions.NONE, "us");
        assertThat(gate.mayAnswer("us", "gpt-4o", OLD, CALL)).isTrue();
        assertThat(gate.mayAnswer("us", "gpt-4o", NEW, CALL)).isFalse();
        assertThat(gate.mayAnswer("us", "gpt-4o", "gpt-4o", CALL)).as("names none").isTrue();
        assertThat(gate.mayAnswer("elsewhere", "gpt-4o", NEW, CALL)).isTrue();
    }

    @Test
    void anAnswerOfTheCanaryMayUnlessItsVersionWasRejected() {
        VersionPolicy all = new VersionPolicy.Hold(Set.of(OLD), Percent.HUNDRED);
        Promotions rejected = new Promotions(Map.of(NEW, Promotions.Verdict.REJECTED));
        assertThat(gate(all, Promotions.NONE, "us").mayAnswer("us", "gpt-4o", NEW, CALL)).isTrue();
        assertThat(gate(all, rejected, "us").mayAnswer("us", "gpt-4o", NEW, CALL)).isFalse();
    }

    @Test
    void commonMayAnswerAsWhatAllEndpointsShowed() {
        shows("de", share(OLD, 1));
        shows("us", share(OLD, 0), share(NEW, 1));
        VersionGate gate = gate(common(), Promotions.NONE, "de", "us");
        assertThat(gate.mayAnswer("us", "gpt-4o", OLD, CALL)).isTrue();
        assertThat(gate.mayAnswer("us", "gpt-4o", NEW, CALL)).isFalse();
        shows("de", share(OLD, 0.5), share(NEW, 0.5));
        assertThat(gate(common(), Promotions.NONE, "de", "us").mayAnswer("us", "gpt-4o", NEW, CALL))
                .isTrue();
    }

    @Test
    void aDirectiveHoldsBackEvenWhatThePolicyAllows() {
        shows("us", share(OLD, 1));
        Promotions rejected = new Promotions(Map.of(OLD, Promotions.Verdict.REJECTED));
        VersionGate gate = gate(hold(OLD), rejected, "us");
        assertThat(gate.decide(List.of("us"), CALL).isNobody()).isTrue();
        assertThat(gate.mayAnswer("us", "gpt-4o", OLD, CALL)).isFalse();
        assertThat(gate.held())
                .containsExactly(
                        new VersionDecision.Held(
                                "us",
                                "serves gpt-4o-2024-08-06 (100.0% of its calls), which is held back"
                                        + " by directive"));
    }

    private VersionGate ofDeployments(VersionPolicy policy) {
        List<Candidate> route =
                List.of(
                        new Candidate("de", "chat-weu", "gpt-4o"),
                        new Candidate("us", "chat-use", "gpt-4o"));
        return VersionGate.of(policy, route, new VersionTruth(9, shown), Promotions.NONE);
    }

    @Test
    void commonComparesDeploymentsOfOneModelUnderDifferentNames() {
        shows("de", share(OLD, 1));
        shows("us", share(OLD, 0.95), share(NEW, 0.05));
        assertThat(ofDeployments(common()).decide(List.of("us", "de"), CALL).first())
                .containsExactly("de");
        shows("de", share(OLD, 0.5), share(NEW, 0.5));
        assertThat(ofDeployments(common()).decide(List.of("us", "de"), CALL).first())
                .containsExactly("us", "de");
    }

    @Test
    void aDeploymentThatNamesNoVersionIsAllowedByItsModelsNameAndByItsOwn() {
        assertThat(ofDeployments(hold("gpt-4o")).decide(List.of("us"), CALL).held()).isEmpty();
        assertThat(ofDeployments(hold("chat-use")).decide(List.of("us", "de"), CALL).first())
                .containsExactly("us");
    }

    @Test
    void aDeploymentThatOnlyNamesItsModelNamesNoVersion() {
        VersionGate gate = ofDeployments(hold(OLD));
        assertThat(gate.mayAnswer("us", "chat-use", "gpt-4o", CALL)).isTrue();
        assertThat(gate.mayAnswer("us", "chat-use", "chat-use", CALL)).isTrue();
        assertThat(gate.mayAnswer("us", "chat-use", NEW, CALL)).isFalse();
    }

    @Test
    void neverNamesAnEndpointThatWasNoCandidate() {
        shows("de", share(OLD, 1));
        shows("us", share(OLD, 1));
        var route =
                List.of(
                        new Candidate("de", "gpt-4o", "gpt-4o"),
                        new Candidate("us", "gpt-4o", "gpt-4o"));
        VersionGate gate =
                VersionGate.of(hold(OLD), route, new VersionTruth(1, shown), Promotions.NONE);
        assertThat(gate.decide(List.of("de"), CALL).first()).containsExactly("de");
    }

    @Test
    void anEmptyListAndAShareBeyondAllAreRefused() {
        assertThatThrownBy(() -> new VersionPolicy.Hold(Set.of(), Percent.ZERO))
                .hasMessageContaining("expected");
        assertThatThrownBy(() -> new VersionPolicy.Common(new Percent(1_000_001)))
                .hasMessageContaining("0%..100%");
    }
}
