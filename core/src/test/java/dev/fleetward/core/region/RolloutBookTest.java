package dev.fleetward.core.region;

import static dev.fleetward.core.region.Calls.DAY;
import static dev.fleetward.core.region.Calls.HOUR;
import static dev.fleetward.core.region.Calls.SECOND;
import static dev.fleetward.core.region.Calls.START;
import static dev.fleetward.core.region.Calls.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.region.RegionFinding.BookFull;
import dev.fleetward.core.region.RegionFinding.Bound;
import dev.fleetward.core.region.RegionFinding.BuildAppeared;
import dev.fleetward.core.region.RegionFinding.LabelContradicts;
import dev.fleetward.core.region.RegionFinding.ServedOutsideZone;
import dev.fleetward.core.region.RegionFinding.VersionAppeared;
import dev.fleetward.core.region.RegionFinding.VersionReturned;
import dev.fleetward.core.region.RegionFinding.VersionsDiffer;
import dev.fleetward.core.region.RegionFinding.VersionsMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RolloutBookTest {
    private static final String OLD = "gpt-4o-2024-08-06";
    private static final String NEW = "gpt-4o-2024-11-20";

    private final RolloutBook book = new RolloutBook(Zones.GEOGRAPHY, Lineages.AS_SENT);
    private final List<RegionFinding> all = new ArrayList<>();
    private long time = START;

    private List<RegionFinding> see(Calls.Builder call) {
        time += SECOND;
        List<RegionFinding> findings = book.see(call.at(time).seen());
        all.addAll(findings);
        return findings;
    }

    private List<RegionFinding> see(String region, @Nullable String version) {
        return see(Calls.to("gpt-4o", region).version(version));
    }

    private void see(String region, String version, int calls) {
        for (int i = 0; i < calls; i++) {
            see(region, version);
        }
    }

    private static RolloutMatrix.CellRow row(RolloutBook book, String region) {
        return book.matrix().cells().stream()
                .filter(it -> region.equals(it.cell().region()))
                .findFirst()
                .orElseThrow();
    }

    private RolloutMatrix.CellRow row(String region) {
        return row(book, region);
    }

    private static RolloutMatrix.VersionRow version(RolloutMatrix.CellRow row, String name) {
        return row.versions().stream()
                .filter(it -> it.version().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDifferenceBetweenRegionsIsToldAtTheFirstCallThatShowsItAndNotAgain() {
        for (String region : List.of("swedencentral", "eastus2", "westus3")) {
            see(region, OLD, 50);
        }
        assertThat(only(VersionsDiffer.class, all)).isEmpty();
        List<RegionFinding> first = see("swedencentral", NEW);
        assertThat(only(VersionAppeared.class, first))
                .singleElement()
                .satisfies(it -> assertThat(it.before()).containsExactly(OLD));
        assertThat(only(VersionsDiffer.class, first))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.version()).isEqualTo(NEW);
                    assertThat(it.others())
                            .extracting(other -> other.cell().region() + " " + other.version())
                            .containsExactlyInAnyOrder("eastus2 " + OLD, "westus3 " + OLD);
                });
        all.clear();
        for (int i = 0; i < 200; i++) {
            see("swedencentral", i % 20 == 0 ? NEW : OLD);
            see("eastus2", OLD);
        }
        assertThat(only(VersionsDiffer.class, all)).isEmpty();
        assertThat(only(VersionAppeared.class, all)).isEmpty();
        assertThat(only(VersionsMix.class, all)).hasSize(1);
    }

    @Test
    void aRegionThatFollowsDiffersFromNobodyWhoHasTheVersionAlready() {
        see("eastus2", OLD, 5);
        see("westus3", OLD, 5);
        see("eastus2", NEW);
        all.clear();
        see("westus3", NEW);
        assertThat(only(VersionAppeared.class, all)).hasSize(1);
        assertThat(only(VersionsDiffer.class, all)).isEmpty();
    }

    @Test
    void theMixedWindowKeepsItsShareByTheHourAndEndsWithFullService() {
        see("eastus2", OLD, 10);
        long from = time;
        SplittableRandom random = new SplittableRandom(3);
        for (int hour = 1; hour <= 10; hour++) {
            for (int i = 0; i < 100; i++) {
                time = from + hour * HOUR + i * SECOND;
                see("eastus2", random.nextInt(10) < hour ? NEW : OLD);
            }
        }
        RolloutMatrix.CellRow mixed = row("eastus2");
        assertThat(mixed.full()).isNull();
        assertThat(mixed.mixedSinceWallMicros()).isGreaterThan(from + HOUR - SECOND);
        assertThat(mixed.hours().get(1).share(NEW)).isBetween(0.02, 0.2);
        assertThat(mixed.hours().get(8).share(NEW)).isBetween(0.65, 0.95);
        assertThat(version(mixed, NEW).sinceWallMicros()).isEqualTo(-1);
        see("eastus2", OLD);
        long since = time + SECOND;
        see("eastus2", NEW, CellState.FULL_RUN);
        assertThat(row("eastus2").full()).isEqualTo(NEW);
        assertThat(version(row("eastus2"), NEW).sinceWallMicros()).isEqualTo(since);
        assertThat(row("eastus2").mixedSinceWallMicros()).isEqualTo(-1);
        assertThat(version(row("eastus2"), OLD).sinceWallMicros()).isEqualTo(START + SECOND);
    }

    @Test
    void aVersionThatComesBackIsToldWithWhatHadTakenItsPlace() {
        see("eastus2", OLD, 5);
        long last = time;
        see("eastus2", NEW, CellState.FULL_RUN);
        assertThat(row("eastus2").full()).isEqualTo(NEW);
        all.clear();
        see("eastus2", OLD);
        assertThat(only(VersionReturned.class, all))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.instead()).isEqualTo(NEW);
                    assertThat(it.lastSeenWallMicros()).isEqualTo(last);
                });
        see("eastus2", OLD, 20);
        assertThat(all).hasSize(1);
    }

    @Test
    void anAliasEchoedByOnePathIsNoOtherVersion() {
        see("eastus2", "gpt-4o");
        assertThat(all).isEmpty();
        see("eastus2", OLD);
        assertThat(only(VersionAppeared.class, all))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.isFirst()).isTrue();
                    assertThat(it.afterEcho()).isTrue();
                });
        all.clear();
        for (int i = 0; i < 50; i++) {
            see("eastus2", "gpt-4o");
            see("eastus2", OLD);
            see("westus3", "gpt-4o");
        }
        assertThat(all).isEmpty();
        assertThat(row("eastus2").full()).isEqualTo(OLD);
        assertThat(row("westus3").full()).isNull();
        assertThat(book.truth().of("e-eastus2"))
                .extracting(VersionTruth.Served::version)
                .containsExactly(OLD);
        assertThat(book.truth().of("e-westus3")).isEmpty();
    }

    @Test
    void theBareNameBehindADeploymentIsNoOtherVersionThanItsDatedOne() {
        see(Calls.to("prod", "eastus2").version("gpt-4o"));
        see(Calls.to("prod", "westus3").version("gpt-4o"));
        all.clear();
        see(Calls.to("prod", "eastus2").version(OLD));
        see(Calls.to("prod", "eastus2").version("gpt-4o"));
        see(Calls.to("prod", "eastus2").version(OLD));
        assertThat(only(VersionsMix.class, all)).isEmpty();
        assertThat(only(VersionsDiffer.class, all)).isEmpty();
        assertThat(row("eastus2").full()).isEqualTo(OLD);
        see(Calls.to("prod", "eastus2").version(NEW));
        assertThat(only(VersionsMix.class, all)).isEmpty();
        assertThat(row("eastus2").full()).isNull();
    }

    @Test
    void callsWithoutARegionStayInTheCellOfTheRegionAsked() {
        see(Calls.to("gpt-4o", "global").version(OLD).served("East US 2"));
        see(Calls.to("gpt-4o", "global").version(OLD));
        see(Calls.to("gpt-4o", "global").version(OLD).served("eastus2"));
        assertThat(version(row("eastus2"), OLD).calls()).isEqualTo(2);
        assertThat(version(row("global"), OLD).calls()).isEqualTo(1);
        assertThat(only(LabelContradicts.class, all)).isEmpty();
    }

    @Test
    void aLabelThatContradictsTheEndpointIsToldOnce() {
        for (int i = 0; i < 5; i++) {
            see(Calls.to("gpt-4o", "swedencentral").version(OLD).served("East US 2"));
            see(Calls.to("gpt-4o", "eastus2").version(OLD).served("East US 2"));
        }
        assertThat(only(LabelContradicts.class, all))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.asked()).isEqualTo("swedencentral");
                    assertThat(it.served()).isEqualTo("East US 2");
                    assertThat(it.cell().region()).isEqualTo("eastus2");
                });
    }

    @Test
    void aContradictionIsNotToldAgainAfterARestart() {
        var call = Calls.to("gpt-4o", "swedencentral").version(OLD).served("East US 2");
        see(call);
        RolloutBook again = RolloutBook.of(book.drain(), Zones.GEOGRAPHY, Lineages.AS_SENT, time);
        assertThat(again.see(call.at(time + SECOND).seen())).isEmpty();
    }

    @Test
    void everyCallOutsideTheFeaturesZoneIsTold() {
        for (int i = 0; i < 3; i++) {
            see(Calls.to("gpt-4o", "swedencentral").served("East US 2").zones("eu"));
        }
        see(Calls.to("gpt-4o", "swedencentral").served("Sweden Central").zones("eu"));
        see(Calls.to("gpt-4o", "eu").served("global").zones("eu"));
        see(Calls.to("gpt-4o", "eu").served("not_available").zones("eu"));
        see(Calls.to("gpt-4o", "eastus2").served("East US 2"));
        assertThat(only(ServedOutsideZone.class, all))
                .extracting(ServedOutsideZone::proven)
                .containsExactly(true, true, true, false);
    }

    @Test
    void aRegionThatIsToldLateMovesTheCallWithoutRewritingIt() {
        String model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
        String version = "claude-sonnet-4-5-20250929";
        see(Calls.to(model, "us-east-1").version(version).late("r1"));
        see(Calls.to(model, "us-east-1").version(version).late("r2").zones("us"));
        List<RolloutRow> before = book.drain();
        assertThat(book.enrich("r1", "us-west-2"))
                .hasValueSatisfying(it -> assertThat(only(VersionAppeared.class, it)).hasSize(1));
        assertThat(book.enrich("r2", "us-east-1")).hasValue(List.of());
        assertThat(book.enrich("r1", "us-west-2")).isEqualTo(Optional.empty());
        assertThat(version(row("us-west-2"), version).calls()).isEqualTo(1);
        assertThat(version(row("us-east-1"), version).calls()).isEqualTo(1);
        assertThat(book.matrix().lateUnknown()).isEqualTo(1);
        assertThat(book.drain()).isNotEmpty().doesNotContainAnyElementsOf(before);
    }

    @Test
    void aRegionToldLateThatBreaksResidencyIsAViolation() {
        see(
                Calls.to("eu.anthropic.claude-x-20250101-v1:0", "eu-west-1")
                        .version("claude-x-20250101")
                        .late("r1")
                        .zones("eu"));
        assertThat(book.enrich("r1", "us-east-1").orElseThrow())
                .hasAtLeastOneElementOfType(ServedOutsideZone.class)
                .hasAtLeastOneElementOfType(LabelContradicts.class);
    }

    @Test
    void aBuildIsToldUnderTheVersionItsFirstOnePassesInSilence() {
        see(Calls.to("gpt-4o", "eastus2").version(OLD).build("d20260721160656"));
        see(Calls.to("gpt-4o", "eastus2").version(OLD).build("d20260721160656"));
        assertThat(only(BuildAppeared.class, all)).isEmpty();
        see(Calls.to("gpt-4o", "eastus2").version(OLD).build("d20260801101010"));
        see(Calls.to("gpt-4o", "eastus2").version(OLD).build("d20260801101010"));
        assertThat(only(BuildAppeared.class, all))
                .extracting(BuildAppeared::build)
                .containsExactly("d20260801101010");
    }

    @Test
    void aBookMadeOfItsLinesGoesOnAsIfNothingHadHappened() {
        SplittableRandom seeds = new SplittableRandom(11);
        for (int run = 0; run < 20; run++) {
            long seed = seeds.nextLong();
            SplittableRandom random = new SplittableRandom(seed);
            RolloutBook one = new RolloutBook(Zones.GEOGRAPHY, Lineages.AS_SENT);
            RolloutBook kept = new RolloutBook(Zones.GEOGRAPHY, Lineages.AS_SENT);
            List<RolloutRow> rows = new ArrayList<>();
            long at = START;
            for (int i = 0; i < 2_000; i++) {
                at += random.nextLong(HOUR / 20);
                Sighting seen = random(random, at, i);
                assertThat(kept.see(seen)).as("seed %d, call %d", seed, i).isEqualTo(one.see(seen));
                if (random.nextInt(400) == 0
                        && kept.matrix().cells().stream().allMatch(it -> it.full() != null)) {
                    rows.addAll(kept.drain());
                    kept = RolloutBook.of(rows, Zones.GEOGRAPHY, Lineages.AS_SENT, at);
                }
            }
            rows.addAll(kept.drain());
            RolloutBook read = RolloutBook.of(rows, Zones.GEOGRAPHY, Lineages.AS_SENT, at);
            assertThat(read.matrix().cells()).as("seed %d", seed).isEqualTo(one.matrix().cells());
        }
    }

    /// Versions follow each other, with a mixed window between them.
    private static Sighting random(SplittableRandom random, long at, int i) {
        String region = List.of("eastus2", "westus3", "swedencentral").get(random.nextInt(3));
        boolean next = i > 1_500 || (i > 1_400 && random.nextBoolean());
        return Calls.to("gpt-4o", region)
                .version(next ? NEW : OLD)
                .build("b" + i / 700)
                .at(at)
                .seen();
    }

    @Test
    void theLinesOfTwoBooksTogetherAreWhatBothSaw() {
        RolloutBook one = new RolloutBook(Zones.GEOGRAPHY, Lineages.AS_SENT);
        RolloutBook other = new RolloutBook(Zones.GEOGRAPHY, Lineages.AS_SENT);
        for (int i = 0; i < 100; i++) {
            one.see(Calls.of("eastus2", OLD, START + HOUR + i * SECOND));
            other.see(Calls.of("eastus2", OLD, START + i * SECOND));
        }
        other.see(Calls.of("westus3", NEW, START));
        List<RolloutRow> rows = new ArrayList<>(one.drain());
        rows.addAll(other.drain());
        RolloutBook both = RolloutBook.of(rows, Zones.GEOGRAPHY, Lineages.AS_SENT, START + DAY);
        RolloutMatrix.VersionRow row = version(row(both, "eastus2"), OLD);
        assertThat(row.calls()).isEqualTo(200);
        assertThat(row.firstWallMicros()).isEqualTo(START);
        assertThat(row.lastWallMicros()).isEqualTo(START + HOUR + 99 * SECOND);
        assertThat(row(both, "eastus2").full()).isEqualTo(OLD);
        assertThat(row(both, "westus3").full()).isEqualTo(NEW);
    }

    @Test
    void anInterruptedMixedWindowIsStillMixedAfterARestart() {
        see("eastus2", OLD, 20);
        see("eastus2", NEW, 5);
        long since = row("eastus2").mixedSinceWallMicros();
        RolloutBook again = RolloutBook.of(book.drain(), Zones.GEOGRAPHY, Lineages.AS_SENT, time);
        assertThat(row(again, "eastus2").full()).isNull();
        assertThat(row(again, "eastus2").mixedSinceWallMicros()).isEqualTo(since);
        assertThat(again.see(Calls.of("eastus2", OLD, time + SECOND))).isEmpty();
    }

    @Test
    void aClockThatJumpsAheadAndBackLeavesNoVersionAliveForever() {
        see("eastus2", OLD, 5);
        see("westus3", OLD, 5);
        long right = time;
        time += 400 * DAY;
        see("westus3", OLD);
        time = right;
        see("westus3", OLD);
        assertThat(version(row("westus3"), OLD).lastWallMicros()).isEqualTo(time);
        see("westus3", NEW, CellState.FULL_RUN);
        time += 8 * DAY;
        all.clear();
        see("westus3", NEW);
        see("northcentralus", OLD);
        assertThat(only(VersionsDiffer.class, all))
                .singleElement()
                .satisfies(it ->
                        assertThat(it.others())
                                .extracting(other -> other.cell().region())
                                .containsExactly("westus3"));
    }

    @Test
    void whatIsMarkedWithAFutureTimeIsReadAsNow() {
        see("eastus2", OLD);
        time += 400 * DAY;
        see("eastus2", OLD);
        RolloutBook again =
                RolloutBook.of(book.drain(), Zones.GEOGRAPHY, Lineages.AS_SENT, START + DAY);
        assertThat(version(row(again, "eastus2"), OLD).lastWallMicros()).isEqualTo(START + DAY);
    }

    @Test
    void theTruthGivesSharesOfTheLastDay() {
        see("eastus2", OLD, 10);
        time += 2 * DAY;
        for (int i = 0; i < 20; i++) {
            see("eastus2", i % 4 == 0 ? NEW : OLD);
        }
        assertThat(book.truth().of("e-eastus2"))
                .extracting(it -> it.version() + " " + it.share())
                .containsExactly(OLD + " 0.75", NEW + " 0.25");
        see("eastus2", NEW, CellState.FULL_RUN);
        assertThat(book.truth().of("e-eastus2"))
                .extracting(it -> it.version() + " " + it.share())
                .containsExactly(OLD + " 0.0", NEW + " 1.0");
    }

    @Test
    void theBoundsAreKeptAndToldOnce() {
        for (int i = 0; i < RolloutBook.MOST_CELLS + 10; i++) {
            see(Calls.to("m" + i, "eastus2").version(OLD));
        }
        for (int i = 0; i < CellState.MOST_VERSIONS + 10; i++) {
            see(Calls.to("m0", "eastus2").version("v-2025-01-" + (10 + i)));
        }
        for (int i = 0; i < VersionTrack.MOST_BUILDS + 10; i++) {
            see(Calls.to("m1", "eastus2").version(OLD).build("b" + i));
        }
        assertThat(only(BookFull.class, all))
                .extracting(BookFull::bound)
                .containsExactly(Bound.CELLS, Bound.VERSIONS_PER_CELL, Bound.BUILDS_PER_VERSION);
        assertThat(book.matrix().cells()).hasSize(RolloutBook.MOST_CELLS);
        assertThat(book.matrix().lost()).isEqualTo(10 + 11);
    }

    @Test
    void hoursAreKeptForTheMixedWindowAndTheLastDay() {
        for (int hour = 0; hour < 100; hour++) {
            time = START + hour * HOUR;
            see("eastus2", OLD);
            if (hour >= 10 && hour < 20) {
                see("eastus2", NEW);
            }
        }
        assertThat(row("eastus2").hours()).hasSize(10 + HourShares.RECENT_HOURS);
        assertThat(row("eastus2").hours().getFirst().hour()).isEqualTo(START / HOUR + 10);
    }

    private static final Lineages DEPLOYED =
            Lineages.of(
                    List.of(
                            new Lineages.Named("e-westeurope", "chat-weu", "GPT-4o"),
                            new Lineages.Named("e-eastus", "chat-use", "gpt-4o")));

    private static Sighting deployed(String name, String region, String version, long time) {
        return Calls.to(name, region).version(version).at(time).seen();
    }

    @Test
    void deploymentsOfOneModelAreComparedWhateverTheyAreCalled() {
        RolloutBook named = new RolloutBook(Zones.GEOGRAPHY, DEPLOYED);
        named.see(deployed("chat-weu", "westeurope", OLD, START));
        List<RegionFinding> found = named.see(deployed("chat-use", "eastus", NEW, START + 1));
        assertThat(only(VersionsDiffer.class, found))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.cell().model()).isEqualTo("chat-use");
                    assertThat(it.others())
                            .extracting(other -> other.cell().model() + " " + other.version())
                            .containsExactly("chat-weu " + OLD);
                });
        assertThat(named.matrix().cells())
                .extracting(RolloutMatrix.CellRow::lineage)
                .containsOnly("gpt-4o");
    }

    @Test
    void aNameThatIsTheDeployedModelsOwnSaysNothingOfItsVersion() {
        RolloutBook named = new RolloutBook(Zones.GEOGRAPHY, DEPLOYED);
        named.see(deployed("chat-weu", "westeurope", "gpt-4o", START));
        assertThat(version(row(named, "westeurope"), "gpt-4o").echo()).isTrue();
        assertThat(named.truth().of("e-westeurope")).isEmpty();
    }

    @Test
    void profilesOfOneModelForDifferentAreasAreOneModel() {
        String model = "anthropic.claude-sonnet-4-5-20250929-v1:0";
        see(Calls.to("eu." + model, "eu-central-1").version("claude-sonnet-4-5-20250929"));
        assertThat(
                        only(
                                VersionsDiffer.class,
                                see(
                                        Calls.to("us." + model, "us-east-1")
                                                .version("claude-sonnet-5"))))
                .hasSize(1);
    }

    @Test
    void whatWasKeptIsGroupedAsIsConfiguredWhenItIsRead() {
        see(Calls.to("chat-weu", "westeurope").version(OLD));
        assertThat(only(VersionsDiffer.class, see(Calls.to("chat-use", "eastus").version(NEW))))
                .as("nothing says that they are one model")
                .isEmpty();
        List<RolloutRow> rows = book.drain();
        RolloutBook again = RolloutBook.of(rows, Zones.GEOGRAPHY, DEPLOYED, time);
        assertThat(again.matrix().cells())
                .extracting(it -> it.lineage() + " " + it.cell().model() + " " + it.full())
                .containsExactly("gpt-4o chat-use " + NEW, "gpt-4o chat-weu " + OLD);
        RolloutBook other = RolloutBook.of(rows, Zones.GEOGRAPHY, Lineages.AS_SENT, time);
        assertThat(other.matrix().cells())
                .extracting(RolloutMatrix.CellRow::lineage)
                .containsExactly("chat-use", "chat-weu");
    }

    @Test
    void deploymentsThatAreSaidToBeOneModelLaterAreComparedAtTheirNextCallAndOnce() {
        see(Calls.to("chat-weu", "westeurope").version(OLD));
        see(Calls.to("chat-use", "eastus").version(NEW));
        book.configured(Zones.GEOGRAPHY, DEPLOYED);
        assertThat(only(VersionsDiffer.class, see(Calls.to("chat-use", "eastus").version(NEW))))
                .hasSize(1);
        assertThat(only(VersionsDiffer.class, see(Calls.to("chat-use", "eastus").version(NEW))))
                .isEmpty();
    }
}
