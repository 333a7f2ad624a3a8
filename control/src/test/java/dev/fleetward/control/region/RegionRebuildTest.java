package dev.fleetward.control.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.ledger.ServedRow;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.region.Identity;
import dev.fleetward.core.region.Lineages;
import dev.fleetward.core.region.RegionFinding.VersionsDiffer;
import dev.fleetward.core.region.RolloutBook;
import dev.fleetward.core.region.RolloutMatrix;
import dev.fleetward.core.region.RolloutRow;
import dev.fleetward.core.region.Sighting;
import dev.fleetward.core.region.Zones;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RegionRebuildTest {
    private static final long HOUR = TimeUnit.HOURS.toMicros(1);
    private static final long START = 490_000L * HOUR;
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);

    private final RolloutBook lived = new RolloutBook(Zones.GEOGRAPHY, Lineages.AS_SENT);
    private final List<ServedRow> table = new ArrayList<>();
    private long time = START;

    private void call(String region, String version) {
        time += MINUTE;
        CallId id = CallId.of(time / 1_000 * 1_000, table.size(), 1);
        Identity identity =
                new Identity("p", null, "e-" + region, region, null, "gpt-4o", version, null);
        lived.see(new Sighting(identity, time, id, null, "chat", Set.of(), false));
        long hour = Math.floorDiv(time, HOUR);
        for (int i = 0; i < table.size(); i++) {
            ServedRow row = table.get(i);
            if (row.hour() == hour
                    && row.endpoint().equals(identity.endpoint())
                    && version.equals(row.modelServed())) {
                table.set(
                        i,
                        row(
                                region,
                                version,
                                hour,
                                row.calls() + 1,
                                row.firstCall(),
                                row.firstWallMicros()));
                return;
            }
        }
        table.add(row(region, version, hour, 1, id.toString(), time));
    }

    private ServedRow row(
            String region, String version, long hour, long calls, String first, long firstMicros) {
        return new ServedRow(
                "p",
                null,
                "e-" + region,
                region,
                null,
                "gpt-4o",
                version,
                null,
                hour,
                calls,
                first,
                firstMicros,
                time);
    }

    private static List<RolloutRow> sights(List<RolloutRow> lines) {
        return lines.stream().filter(it -> !(it instanceof RolloutRow.Hour)).toList();
    }

    private static List<RolloutMatrix.VersionRow> versions(RolloutBook book) {
        return book.matrix().cells().stream().flatMap(it -> it.versions().stream()).toList();
    }

    private void aRollout() {
        for (int i = 0; i < 30; i++) {
            call("us", "gpt-4o-2024-08-06");
            call("eu", "gpt-4o-2024-08-06");
        }
        for (int i = 0; i < 40; i++) {
            call("us", i % 5 == 0 ? "gpt-4o-2024-11-20" : "gpt-4o-2024-08-06");
        }
    }

    @Test
    void sightsThatWereKeptAndCountsOfTheLedgerAreTheBookThatSawAll() {
        aRollout();
        RegionRebuild again =
                RegionRebuild.of(
                        sights(lived.drain()), table, Zones.GEOGRAPHY, Lineages.AS_SENT, time);
        assertThat(again.findings()).isEmpty();
        assertThat(again.lines()).isEmpty();
        assertThat(versions(again.book())).isEqualTo(versions(lived));
        assertThat(again.book().truth()).isEqualTo(lived.truth());
    }

    @Test
    void whatAKilledProcessCouldNotKeepIsFoundInTheLedger() {
        aRollout();
        List<RolloutRow> kept =
                sights(lived.drain()).stream()
                        .filter(it ->
                                !(it instanceof RolloutRow.Opened opened)
                                        || !opened.version().contains("11-20"))
                        .toList();
        RegionRebuild again =
                RegionRebuild.of(kept, table, Zones.GEOGRAPHY, Lineages.AS_SENT, time);
        assertThat(again.findings())
                .filteredOn(VersionsDiffer.class::isInstance)
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.cell().endpoint()).isEqualTo("e-us");
                    assertThat(found.call().toString())
                            .isEqualTo(
                                    table.stream()
                                            .filter(row ->
                                                    String.valueOf(row.modelServed())
                                                            .contains("11-20"))
                                            .findFirst()
                                            .orElseThrow()
                                            .firstCall());
                });
        assertThat(again.lines()).filteredOn(RolloutRow.Opened.class::isInstance).hasSize(1);
        assertThat(versions(again.book()))
                .extracting(RolloutMatrix.VersionRow::calls)
                .isEqualTo(versions(lived).stream().map(RolloutMatrix.VersionRow::calls).toList());
    }

    @Test
    void withoutAnythingKeptTheLedgerAloneTellsWhatServedFirst() {
        aRollout();
        RegionRebuild again =
                RegionRebuild.of(List.of(), table, Zones.GEOGRAPHY, Lineages.AS_SENT, time);
        assertThat(again.findings()).filteredOn(VersionsDiffer.class::isInstance).hasSize(1);
        assertThat(versions(again.book()))
                .extracting(RolloutMatrix.VersionRow::firstWallMicros)
                .isEqualTo(
                        versions(lived).stream()
                                .map(RolloutMatrix.VersionRow::firstWallMicros)
                                .toList());
    }

    @Test
    void aVersionThatTookOverUnseenServesAlone() {
        aRollout();
        List<RolloutRow> kept = sights(lived.drain());
        for (int i = 0; i < 400; i++) {
            call("us", "gpt-4o-2024-11-20");
        }
        RegionRebuild again =
                RegionRebuild.of(kept, table, Zones.GEOGRAPHY, Lineages.AS_SENT, time);
        assertThat(again.book().matrix().cells().getLast().full()).isEqualTo("gpt-4o-2024-11-20");
        assertThat(again.lines()).hasSize(1);
    }
}
