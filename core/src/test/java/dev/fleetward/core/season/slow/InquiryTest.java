package dev.fleetward.core.season.slow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InquiryTest {
    /// Monday 16 February 2026, 09:00 in New York.
    private static final long NINE = 1_771_250_400_000_000L;

    private static final long SLOT = ResidualCell.SLOT_MICROS;
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final double BAND = 0.12;

    private final List<ResidualCell> cells = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);

    /// How much slower a cohort is in a slot, as a logarithm.
    private interface Slower {
        double by(Cohort cohort, int slot);
    }

    private static Cohort cohort(String feature, String provider, String model, String region) {
        return new Cohort(
                feature,
                null,
                null,
                provider,
                model,
                region,
                provider + '-' + model + '-' + region,
                "small");
    }

    private static List<Cohort> fleet() {
        List<Cohort> cohorts = new ArrayList<>();
        for (String feature : List.of("chat", "search", "mail")) {
            for (String provider : List.of("north", "west")) {
                for (String model : List.of("large", "little")) {
                    for (String region : List.of("us", "eu")) {
                        cohorts.add(cohort(feature, provider, model, region));
                    }
                }
            }
        }
        return cohorts;
    }

    /// Two hours before nine and one after; slot 0 begins at nine.
    private void happens(List<Cohort> cohorts, Slower slower) {
        happens(cohorts, slower, 12, 1_000);
    }

    private void happens(List<Cohort> cohorts, Slower slower, int slots, double tokens) {
        for (int slot = -24; slot < slots; slot++) {
            for (Cohort cohort : cohorts) {
                double residual = slower.by(cohort, slot) + random.nextGaussian() * 0.08;
                add(cohort, slot, residual, 500, tokens);
            }
        }
    }

    private void add(Cohort cohort, int slot, double residual, double baseline, double tokens) {
        cells.add(
                new ResidualCell(
                        NINE + slot * SLOT,
                        cohort,
                        20,
                        residual,
                        baseline * Math.exp(residual),
                        tokens,
                        baseline,
                        BAND,
                        1.32));
    }

    private void deploy(String name, int slot, String... features) {
        marks.add(new Mark(Mark.Kind.DEPLOY, name, NINE + slot * SLOT, Set.of(features)));
    }

    private SlowVerdict verdict() {
        return verdict(null);
    }

    private SlowVerdict verdict(@Nullable String feature) {
        return verdict(new Scope(feature, null), List.of());
    }

    private SlowVerdict verdict(Scope scope, List<Unjudged> unjudged) {
        return Inquiry.of(
                new SlowQuestion(scope, NINE, NINE + 12 * SLOT, NEW_YORK, cells, marks, unjudged),
                new SplittableRandom(7));
    }

    private static Finding theirs(SlowVerdict verdict) {
        assertThat(verdict).as(verdict.words()).isInstanceOf(SlowVerdict.Theirs.class);
        return ((SlowVerdict.Theirs) verdict).finding();
    }

    private static Finding ours(SlowVerdict verdict) {
        assertThat(verdict).as(verdict.words()).isInstanceOf(SlowVerdict.Ours.class);
        return ((SlowVerdict.Ours) verdict).finding();
    }

    private static Missing unclear(SlowVerdict verdict) {
        assertThat(verdict).as(verdict.words()).isInstanceOf(SlowVerdict.Unclear.class);
        return ((SlowVerdict.Unclear) verdict).missing().getFirst();
    }

    @Test
    void withinTheBandItIsTheTimeOfDayAlthoughADeployIsAtHand() {
        happens(fleet(), (cohort, slot) -> 0.04);
        deploy("new-colours", 1, "chat");

        SlowVerdict verdict = verdict();

        assertThat(verdict).isInstanceOf(SlowVerdict.TimeOfDay.class);
        assertThat(verdict.words())
                .contains("09:00 in New York is normally 32% slower than the day's median");
    }

    @Test
    void aDeployIsBlamedWhereOnlyWhatIsOnItMovedFromItOn() {
        happens(fleet(), (cohort, slot) -> cohort.feature().equals("chat") && slot >= 2 ? 0.4 : 0);
        deploy("chat-42", 2, "chat");
        deploy("mail-7", 1, "mail");

        Finding finding = ours(verdict());

        assertThat(finding.suspect().words()).isEqualTo("deploy chat-42");
        assertThat(finding.total().estimate()).isCloseTo(0.4, within(0.05));
        assertThat(finding.total().low()).isLessThan(0.4);
        assertThat(finding.total().high()).isGreaterThan(0.38);
        assertThat(finding.total().controls())
                .isEqualTo("features that are not on it at the same endpoints");
        assertThat(finding.total().treated().callsAfter()).isEqualTo(20 * 8 * 10);
        assertThat(finding.total().control().callsAfter()).isEqualTo(2 * 20 * 8 * 10);
    }

    @Test
    void aDeployIsNotBlamedForWhatBeganLongBeforeIt() {
        happens(fleet(), (cohort, slot) -> cohort.feature().equals("chat") && slot >= -8 ? 0.4 : 0);
        deploy("chat-42", 5, "chat");

        Finding finding = ours(verdict());

        assertThat(finding.suspect().kind()).isEqualTo(Suspect.Kind.FEATURE);
        assertThat(finding.suspect().name()).isEqualTo("chat");
        assertThat(finding.sinceMicros()).isEqualTo(NINE - 8 * SLOT);
    }

    @Test
    void aConfigChangeIsNamedAsOne() {
        happens(fleet(), (cohort, slot) -> cohort.feature().equals("chat") && slot >= 0 ? 0.4 : 0);
        marks.add(new Mark(Mark.Kind.CONFIG, "fleetward.yaml 17", NINE, Set.of("chat")));

        assertThat(ours(verdict()).suspect().words()).isEqualTo("config change fleetward.yaml 17");
    }

    @Test
    void promptsThatADeployDoubledAreOursAlthoughNoPromptOfTheirSizeIsSlower() {
        for (int slot = -24; slot < 12; slot++) {
            for (Cohort cohort : fleet()) {
                boolean longer = cohort.feature().equals("chat") && slot >= 2;
                add(
                        cohort,
                        slot,
                        random.nextGaussian() * 0.08,
                        longer ? 800 : 500,
                        longer ? 2_430 : 1_210);
            }
        }
        deploy("chat-42", 2, "chat");

        SlowVerdict verdict = verdict("chat");

        Finding finding = ours(verdict);
        assertThat(finding.isByPrompts()).isTrue();
        assertThat(finding.residual().estimate()).isCloseTo(0, within(0.05));
        assertThat(verdict.words())
                .contains("deploy chat-42 doubled the prompts (1,210 to 2,430 tokens)");
    }

    @Test
    void aProviderIsBlamedWhereAllFeaturesOnItMoved() {
        happens(
                fleet(),
                (cohort, slot) -> cohort.provider().equals("north") && slot >= 1 ? 0.5 : 0);
        deploy("chat-42", 1, "chat");

        Finding finding = theirs(verdict());

        assertThat(finding.suspect().words()).isEqualTo("provider north");
        assertThat(finding.sinceMicros()).isEqualTo(NINE + SLOT);
        assertThat(finding.total().estimate()).isCloseTo(0.5, within(0.05));
        assertThat(finding.total().controls())
                .isEqualTo("the same features and models at other providers");
    }

    @Test
    void aRegionOrAModelOfAProviderIsToldFromAllOfIt() {
        happens(
                fleet(),
                (cohort, slot) ->
                        cohort.provider().equals("north")
                                        && "eu".equals(cohort.region())
                                        && slot >= 0
                                ? 0.5
                                : 0);
        assertThat(theirs(verdict()).suspect().words()).isEqualTo("region north/eu");

        cells.clear();
        happens(fleet(), (cohort, slot) -> cohort.model().equals("large") && slot >= 0 ? 0.5 : 0);
        assertThat(theirs(verdict()).suspect().words()).isEqualTo("model large");
    }

    @Test
    void aDeployAndAProviderAtOnceAreBothNamed() {
        happens(
                fleet(),
                (cohort, slot) ->
                        (cohort.provider().equals("north") && slot >= 1 ? 0.5 : 0)
                                + (cohort.feature().equals("chat") && slot >= 3 ? 0.3 : 0));
        deploy("chat-42", 3, "chat");

        SlowVerdict verdict = verdict();

        assertThat(verdict).as(verdict.words()).isInstanceOf(SlowVerdict.Both.class);
        SlowVerdict.Both both = (SlowVerdict.Both) verdict;
        assertThat(both.ours().suspect().words()).isEqualTo("deploy chat-42");
        assertThat(both.ours().total().estimate()).isCloseTo(0.3, within(0.05));
        assertThat(both.theirs().suspect().words()).isEqualTo("provider north");
        assertThat(both.theirs().total().estimate()).isCloseTo(0.5, within(0.05));
        assertThat(verdict.words()).startsWith("Both. Ours: deploy chat-42").contains("Theirs: ");
    }

    @Test
    void allProvidersAtOnceAreNoProvidersFault() {
        happens(fleet(), (cohort, slot) -> slot >= 0 ? 0.4 : 0);

        assertThat(ours(verdict()).suspect().kind()).isEqualTo(Suspect.Kind.FLEET);
    }

    @Test
    void aDeployOfAllFeaturesIsBlamedWhereEverythingMovedFromItOn() {
        happens(fleet(), (cohort, slot) -> slot >= 2 ? 0.4 : 0);
        deploy("everything", 2);

        Finding finding = ours(verdict());

        assertThat(finding.suspect().words()).isEqualTo("deploy everything");
        assertThat(finding.total().isControlled()).isFalse();
    }

    @Test
    void oneTenantIsToldFromItsFeature() {
        List<Cohort> cohorts = new ArrayList<>();
        for (Cohort cohort : fleet()) {
            for (String tenant : List.of("acme", "zenith", "orbit")) {
                cohorts.add(
                        new Cohort(
                                cohort.feature(),
                                tenant,
                                null,
                                cohort.provider(),
                                cohort.model(),
                                cohort.region(),
                                cohort.endpoint(),
                                cohort.bucket()));
            }
        }
        happens(
                cohorts,
                (cohort, slot) ->
                        cohort.feature().equals("chat")
                                        && "acme".equals(cohort.tenant())
                                        && slot >= 0
                                ? 0.7
                                : 0);

        assertThat(ours(verdict("chat")).suspect().words()).isEqualTo("tenant acme");
    }

    @Test
    void callsThatWentToSlowerEndpointsAreOurs() {
        for (int slot = -24; slot < 12; slot++) {
            add(
                    cohort("chat", slot < 3 ? "north" : "west", "large", "us"),
                    slot,
                    noise(),
                    slot < 3 ? 400 : 900,
                    1_000);
            add(cohort("mail", "north", "large", "us"), slot, noise(), 400, 1_000);
            add(cohort("mail", "west", "large", "us"), slot, noise(), 900, 1_000);
        }
        marks.add(new Mark(Mark.Kind.CONFIG, "routes", NINE + 3 * SLOT, Set.of()));

        SlowVerdict verdict = verdict("chat");

        assertThat(ours(verdict).suspect().words()).isEqualTo("config change routes");
        assertThat(verdict.words()).contains("calls went to slower endpoints");
    }

    private double noise() {
        return random.nextGaussian() * 0.05;
    }

    @Test
    void oneFeatureAtOneProviderDoesNotTellADeployFromTheProvider() {
        happens(
                List.of(cohort("chat", "north", "large", "us")),
                (cohort, slot) -> slot >= 2 ? 0.5 : 0);
        deploy("chat-42", 2, "chat");

        Missing missing = unclear(verdict());

        assertThat(missing.kind()).isEqualTo(Missing.Kind.CONTROLS);
        assertThat(missing.words()).contains("deploy chat-42").contains("provider north");
    }

    @Test
    void whatWasSlowBeforeAsWellIsNotExplained() {
        happens(fleet(), (cohort, slot) -> 0.5);

        assertThat(unclear(verdict()).kind()).isEqualTo(Missing.Kind.BEFORE);
    }

    @Test
    void thinDataSayWhatIsMissing() {
        add(cohort("chat", "north", "large", "us"), 0, 0.5, 500, 1_000);

        SlowVerdict verdict = verdict();

        assertThat(((SlowVerdict.Unclear) verdict).missing())
                .extracting(Missing::kind)
                .containsExactly(Missing.Kind.CALLS, Missing.Kind.AFTER, Missing.Kind.BEFORE);
        assertThat(verdict.words())
                .contains(
                        "the fleet had 20 streamed answers to judge by since 09:00 in New York, and")
                .contains("are of 5 min, and it takes 20; ask again in 15 min")
                .contains(
                        "the fleet had no streamed answer to judge by in the two hours before 09:00");
    }

    @Test
    void whereNothingWasStreamedItSaysSoAndWhereElseToLook() {
        assertThat(((SlowVerdict.Unclear) verdict("chat")).missing())
                .singleElement()
                .satisfies(missing -> {
                    assertThat(missing.kind()).isEqualTo(Missing.Kind.CALLS);
                    assertThat(missing.words())
                            .startsWith("no answer to feature chat was streamed since 09:00 in New")
                            .contains("nor in the two hours before", "`fleetward health`");
                });
    }

    @Test
    void whereEveryCallWentWhereNothingIsUsualThatIsWhatIsMissing() {
        List<Unjudged> calls = List.of(new Unjudged("old", 3, 0), new Unjudged("new", 190, 0));

        assertThat(((SlowVerdict.Unclear) verdict(Scope.ALL, calls)).missing())
                .singleElement()
                .satisfies(missing -> {
                    assertThat(missing.kind()).isEqualTo(Missing.Kind.HISTORY);
                    assertThat(missing.words())
                            .startsWith("no call of the fleet can be judged: 193 went to")
                            .contains("(new, old)", "20 streamed answers")
                            .contains("ask again after 11:15 in New York; meanwhile");
                });
    }

    @Test
    void whereItIsKnownOnlyForAWhileWhatIsUsualItSaysFromWhenOnToAsk() {
        List<Unjudged> calls =
                List.of(new Unjudged("late", 90, NINE + SLOT), new Unjudged("never", 7, 0));

        assertThat(((SlowVerdict.Unclear) verdict(Scope.ALL, calls)).missing())
                .extracting(Missing::words)
                .satisfiesExactly(
                        unknown -> assertThat(unknown).contains("judged: 7 went", "(never)"),
                        late ->
                                assertThat(late)
                                        .contains("judged: 90 went", "(late)")
                                        .endsWith("ask from 09:35 in New York on (--since)"));
    }

    @Test
    void aRouteIsToldFromOthersAtTheSameEndpoints() {
        List<Cohort> cohorts = new ArrayList<>();
        for (Cohort cohort : fleet()) {
            for (String route : List.of("fast", "deep", "bulk")) {
                cohorts.add(on(route, cohort));
            }
        }
        happens(cohorts, (cohort, slot) -> "deep".equals(cohort.route()) && slot >= 2 ? 0.4 : 0);
        Scope deep = new Scope(null, "deep");

        Finding finding = ours(verdict(deep, List.of()));
        assertThat(finding.suspect().words()).isEqualTo("route deep");
        assertThat(finding.total().controls()).isEqualTo("other routes at the same endpoints");
        assertThat(finding.total().estimate()).isCloseTo(0.4, within(0.05));
        assertThat(verdict(new Scope("mail", "bulk"), List.of()))
                .isInstanceOf(SlowVerdict.TimeOfDay.class);

        marks.add(new Mark(Mark.Kind.CONFIG, "version 8", NINE + 2 * SLOT, Set.of()));
        assertThat(ours(verdict(deep, List.of())).suspect().words())
                .isEqualTo("config change version 8");
    }

    @Test
    void aDeployThatMovedOtherRoutesOfItsFeatureIsNotBlamedForThisOne() {
        List<Cohort> cohorts = new ArrayList<>();
        for (Cohort cohort : fleet()) {
            for (String route : List.of("fast", "deep")) {
                cohorts.add(on(route, cohort));
            }
        }
        happens(
                cohorts,
                (cohort, slot) ->
                        cohort.feature().equals("chat")
                                        && "deep".equals(cohort.route())
                                        && slot >= 2
                                ? 0.6
                                : 0);
        deploy("chat-42", 2, "chat");

        assertThat(ours(verdict(new Scope(null, "deep"), List.of())).suspect().words())
                .isEqualTo("deploy chat-42");
        assertThat(verdict(new Scope(null, "fast"), List.of()))
                .isInstanceOf(SlowVerdict.TimeOfDay.class);
    }

    private static Cohort on(String route, Cohort cohort) {
        return new Cohort(
                cohort.feature(),
                null,
                route,
                cohort.provider(),
                cohort.model(),
                cohort.region(),
                cohort.endpoint(),
                cohort.bucket());
    }

    @Test
    void theSameSeedGivesTheSameVerdictInWhateverOrderTheMarksCome() {
        happens(fleet(), (cohort, slot) -> cohort.feature().equals("chat") && slot >= 2 ? 0.4 : 0);
        deploy("chat-42", 2, "chat");
        deploy("mail-7", 1, "mail");
        SlowVerdict verdict = verdict();

        assertThat(verdict()).isEqualTo(verdict);
        Collections.reverse(marks);
        assertThat(ours(verdict()).suspect().name()).isEqualTo("chat-42");
    }

    @Test
    void theShiftIsTakenApartWithoutARest() {
        happens(fleet(), (cohort, slot) -> cohort.feature().equals("chat") && slot >= 2 ? 0.4 : 0);

        Shift shift = verdict("chat").evidence().shift();

        assertThat(shift.season() + shift.routing() + shift.prompts() + shift.residual())
                .isCloseTo(shift.raw(), within(1e-9));
    }

    @Test
    void theDimensionThatExplainsMostIsRankedFirst() {
        happens(
                fleet(),
                (cohort, slot) -> cohort.provider().equals("north") && slot >= 0 ? 0.8 : 0);

        Ranked first = verdict().evidence().ranking().getFirst();

        assertThat(first.dimension()).isIn("provider", "endpoint");
        assertThat(
                        verdict().evidence().ranking().stream()
                                .filter(ranked -> ranked.dimension().equals("provider"))
                                .findFirst()
                                .orElseThrow()
                                .elements()
                                .getFirst())
                .satisfies(element -> {
                    assertThat(element.value()).isEqualTo("north");
                    assertThat(element.explains()).isGreaterThan(0.9);
                });
    }

    @Test
    void aQuestionIsBounded() {
        Cohort cohort = cohort("chat", "north", "large", "us");
        add(cohort, 0, 0, 500, 1_000);
        add(cohort, -SlowQuestion.MOST_SLOTS, 0, 500, 1_000);

        assertThatThrownBy(this::verdict)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slots: 289 (expected: at most 288)");
    }
}
