package dev.fleetward.core.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.region.RegionFinding.VersionsDiffer;
import dev.fleetward.core.unit.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A version that comes to one of three regions first, and what routing makes of it.
final class RegionalRolloutTest {
    private static final String OLD = "gpt-4o-2024-08-06";
    private static final String NEW = "gpt-4o-2024-11-20";
    private static final List<String> REGIONS = List.of("swedencentral", "eastus2", "westus3");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isFoundAtItsFirstCallAndCommonHoldsRoutingUntilAllRegionsHaveIt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RolloutBook book = new RolloutBook(Zones.GEOGRAPHY, Lineages.AS_SENT);
        boolean shown = false;
        List<VersionsDiffer> told = new ArrayList<>();
        for (int hour = 0; hour < 21 * 24; hour++) {
            for (int i = 0; i < 60; i++) {
                String region = REGIONS.get(random.nextInt(REGIONS.size()));
                long at = Calls.START + hour * Calls.HOUR + i * 60L * Calls.SECOND;
                double share = share(REGIONS.indexOf(region), hour / 24.0);
                String version = random.nextDouble() < share ? NEW : OLD;
                List<VersionsDiffer> found =
                        Calls.only(VersionsDiffer.class, book.see(Calls.of(region, version, at)));
                told.addAll(found);
                if (version.equals(NEW) && !shown) {
                    shown = true;
                    assertThat(found)
                            .singleElement()
                            .extracting(VersionsDiffer::version)
                            .isEqualTo(NEW);
                }
            }
            List<String> allowed = allowed(book);
            if (shown && hour < 14 * 24) {
                assertThat(allowed).as("hour %d", hour).containsExactly("e-eastus2", "e-westus3");
            }
        }
        assertThat(shown).isTrue();
        // The first region against both others, the second against the third, the third against
        // nobody.
        assertThat(told).extracting(it -> it.others().size()).containsExactly(2, 1);
        assertThat(allowed(book)).hasSize(3);
        assertThat(book.matrix().cells()).allSatisfy(it -> assertThat(it.full()).isEqualTo(NEW));
    }

    /// From 5% to all in two weeks in the first region; in the others within the third.
    private static double share(int region, double day) {
        if (region == 0) {
            return day < 1 ? 0 : Math.min(1, 0.05 + (day - 1) / 11);
        }
        return day < 14 ? 0 : Math.min(1, (day - 14) / 4);
    }

    private static List<String> allowed(RolloutBook book) {
        List<VersionGate.Candidate> route =
                REGIONS.stream()
                        .map(it -> new VersionGate.Candidate("e-" + it, "gpt-4o", "gpt-4o"))
                        .toList();
        return VersionGate.of(
                        new VersionPolicy.Common(Percent.ZERO),
                        route,
                        book.truth(),
                        Promotions.NONE)
                .decide(route.stream().map(VersionGate.Candidate::endpoint).toList(), CALL)
                .first();
    }

    private static final CallId CALL = CallId.of(1, 2, 3);
}
