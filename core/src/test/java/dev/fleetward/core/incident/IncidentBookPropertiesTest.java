package dev.fleetward.core.incident;

import static dev.fleetward.core.incident.TestFleet.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random alerts that come and go, people that act, restarts; what holds after every step.
class IncidentBookPropertiesTest {
    private static final int STEPS = 600;
    private static final long START = 1_000 * MINUTE;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 40; seed++) {
            seeds.add(seed);
        }
        seeds.add(System.nanoTime());
        return seeds;
    }

    private static TestFleet fleet(SplittableRandom random) {
        TestFleet fleet = new TestFleet();
        for (int i = 0; i < 3; i++) {
            fleet.provider("p" + i, random.nextBoolean() ? "op" + i : null);
        }
        for (int i = 0; i < 6; i++) {
            fleet.endpoint(
                    "e" + i,
                    "p" + random.nextInt(3),
                    random.nextBoolean() ? null : "q" + random.nextInt(3),
                    random.nextBoolean() ? null : "r" + random.nextInt(2),
                    random.nextBoolean() ? null : "oe" + i,
                    null);
        }
        for (int i = 0; i < 4; i++) {
            fleet.route("t" + i, "e" + i, "e" + (i + 1 + random.nextInt(2)));
        }
        for (int i = 0; i < 8; i++) {
            fleet.feature("f" + i, "of" + i % 3, "t" + random.nextInt(4));
        }
        return fleet;
    }

    private static Alert some(TestFleet fleet, SplittableRandom random, long now) {
        Severity severity = Severity.values()[random.nextInt(3)];
        if (random.nextInt(3) == 0) {
            return TestFleet.burn("f" + random.nextInt(8), now);
        }
        Alert.Kind kind = Alert.Kind.values()[random.nextInt(Alert.Kind.values().length)];
        return fleet.about("e" + random.nextInt(6), kind, severity, now);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAlertIsInOneOpenIncidentAndNothingEndsWhileItHolds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestFleet fleet = fleet(random);
        FleetSnapshot snapshot = fleet.snapshot();
        IncidentPolicy policy = IncidentPolicy.DEFAULT;
        IncidentBook book = new IncidentBook(policy, List.of(), 1, 0);
        Map<Alert.Key, Alert> holding = new LinkedHashMap<>();
        Map<Long, Incident> kept = new HashMap<>();
        Map<Long, Set<String>> told = new HashMap<>();
        long now = START;
        for (int step = 0; step < STEPS; step++) {
            now += random.nextLong(2 * MINUTE);
            if (random.nextInt(3) > 0) {
                Alert alert = some(fleet, random, now);
                holding.putIfAbsent(alert.key(), alert);
            }
            holding.values().removeIf(_ -> random.nextInt(8) == 0);
            if (random.nextInt(40) == 0) {
                holding.clear();
            }
            List<Change> changes =
                    new ArrayList<>(book.take(holding.values(), Set.of(), snapshot, now));
            changes.addAll(act(book, random, now));
            for (Change change : changes) {
                kept.put(change.after().number(), change.after());
                assertThat(change.after().timeLine()).hasSizeLessThanOrEqualTo(400);
                Set<String> owners =
                        told.computeIfAbsent(change.after().number(), _ -> new HashSet<>());
                Set<String> after = new HashSet<>();
                change.after().contacts().forEach(contact -> after.add(contact.owner()));
                assertThat(after).as("seed %d: nobody is forgotten", seed).containsAll(owners);
                assertThat(after).hasSameSizeAs(change.after().contacts());
                owners.addAll(after);
            }
            hold(book, holding, seed, step);
            assertThat(book.open())
                    .as("seed %d, step %d: what was kept is what is", seed, step)
                    .containsExactlyInAnyOrderElementsOf(
                            kept.values().stream().filter(Incident::isOpen).toList());
            if (random.nextInt(50) == 0) {
                long next = kept.keySet().stream().mapToLong(n -> n).max().orElse(0) + 1;
                book = new IncidentBook(policy, kept.values(), next, now);
            }
        }
    }

    private static List<Change> act(IncidentBook book, SplittableRandom random, long now) {
        List<Incident> open = book.open();
        if (open.isEmpty() || random.nextInt(4) > 0) {
            return List.of();
        }
        long number = open.get(random.nextInt(open.size())).number();
        Handling handling =
                random.nextBoolean()
                        ? book.acknowledge(number, new Incident.Acknowledgement("ann", now, null))
                        : book.resolve(number, "ann", "done", now);
        return handling instanceof Handling.Done done ? done.changes() : List.of();
    }

    private static void hold(
            IncidentBook book, Map<Alert.Key, Alert> holding, long seed, int step) {
        Map<Alert.Key, Integer> seen = new HashMap<>();
        for (Incident incident : book.open()) {
            assertThat(incident.members()).isNotEmpty();
            incident.members().forEach(member -> seen.merge(member.alert().key(), 1, Integer::sum));
        }
        assertThat(seen.values())
                .as("seed %d, step %d: no alert is in two incidents", seed, step)
                .allMatch(count -> count == 1);
        assertThat(seen.keySet())
                .as("seed %d, step %d: every alert that holds is in one", seed, step)
                .containsAll(holding.keySet());
    }
}
