package dev.fleetward.testbed.season;

import dev.fleetward.core.season.slow.Cohort;
import dev.fleetward.core.season.slow.Inquiry;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.Scope;
import dev.fleetward.core.season.slow.SlowQuestion;
import dev.fleetward.core.season.slow.SlowVerdict;
import dev.fleetward.testbed.season.MorningFleet.Call;
import dev.fleetward.testbed.season.MorningFleet.Caller;
import dev.fleetward.testbed.season.MorningFleet.Endpoint;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One fleet over six weeks, and the morning after them. Confined to its run.
///
/// On every morning another feature is deployed as well, which changes nothing: a deploy is always
/// at hand to be blamed.
final class MorningRun {
    static final String DEPLOY = "longer-prompts";
    static final String INNOCENT = "new-colours";

    private static final LocalDate FIRST_MONDAY = LocalDate.of(2026, 1, 5);
    private static final int WEEKS = 6;

    /// Calls of the past that are looked at, by endpoint and hour: a sample of all.
    private static final int CALLS_PER_HOUR = 36;

    private static final long MICROS_PER_HOUR = 3_600_000_000L;
    private static final long SLOT = ResidualCell.SLOT_MICROS;

    private final MorningCase what;
    private final SplittableRandom random;
    private final MorningFleet fleet;
    private final MorningBaseline usual = new MorningBaseline();
    private final Caller deployed;
    private final Caller innocent;
    private final String slowed;
    private final double slower;
    private final long deployMicros;
    private final long innocentMicros;
    private final long slowMicros;
    private final long fromMicros;
    private final long untilMicros;
    private final @Nullable String asked;

    MorningRun(MorningCase what, long seed) {
        this.what = what;
        random = new SplittableRandom(seed);
        fleet = new MorningFleet(random);
        List<Caller> callers = fleet.callers();
        int which = random.nextInt(callers.size());
        deployed = callers.get(which);
        innocent = callers.get((which + 1 + random.nextInt(callers.size() - 1)) % callers.size());
        slowed = busiest(deployed);
        slower = random.nextDouble(1.3, 2);
        ZonedDateTime nine =
                ZonedDateTime.of(
                        FIRST_MONDAY.plusWeeks(WEEKS), LocalTime.of(9, 0), MorningFleet.NEW_YORK);
        fromMicros = nine.toEpochSecond() * 1_000_000;
        untilMicros = fromMicros + 12 * SLOT + random.nextInt(13) * SLOT;
        deployMicros = fromMicros + random.nextLong(-4 * SLOT, 6 * SLOT);
        innocentMicros = fromMicros + random.nextLong(-4 * SLOT, 6 * SLOT);
        slowMicros = fromMicros + random.nextLong(-4 * SLOT, 6 * SLOT);
        asked = random.nextBoolean() ? deployed.feature() : null;
    }

    /// Where a feature has most of its calls.
    private String busiest(Caller caller) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int i = 0; i < caller.shares().length; i++) {
            shares.merge(fleet.endpoints().get(i).provider(), caller.shares()[i], Double::sum);
        }
        return shares.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .orElseThrow()
                .getKey();
    }

    /// What came of it. Immutable.
    record Found(SlowVerdict verdict, boolean isRight, String wanted) {}

    Found found() {
        remember();
        SlowVerdict verdict = Inquiry.of(question(), random.split());
        return new Found(
                verdict, what.isRight(verdict, DEPLOY, slowed), what.wanted(DEPLOY, slowed));
    }

    /// Six weeks go by.
    private void remember() {
        long begin = FIRST_MONDAY.atStartOfDay(MorningFleet.NEW_YORK).toEpochSecond() * 1_000_000;
        for (int hour = 0; hour < WEEKS * 168; hour++) {
            if (hour % 24 == 0) {
                fleet.newDay();
            }
            long micros = begin + hour * MICROS_PER_HOUR;
            for (Endpoint endpoint : fleet.endpoints()) {
                rememberHour(endpoint, micros);
            }
        }
        usual.closeHours(fromMicros - 24 * SLOT);
    }

    private void rememberHour(Endpoint endpoint, long micros) {
        double noise = fleet.noise();
        for (int i = 0; i < CALLS_PER_HOUR; i++) {
            if (i % 3 == 0) {
                noise = fleet.noise(noise);
            }
            long at = micros + MICROS_PER_HOUR * i / CALLS_PER_HOUR;
            double factor = fleet.wave(endpoint, at) * Math.exp(noise);
            Caller caller = fleet.pick(endpoint);
            Call call = fleet.call(endpoint, fleet.prompt(caller, 1), factor);
            usual.record(endpoint, call.prompt(), at, call.firstToken());
        }
    }

    private SlowQuestion question() {
        fleet.newDay();
        Map<CellKey, Cell> cells = new LinkedHashMap<>();
        Map<String, Double> noise = new HashMap<>();
        fleet.endpoints().forEach(endpoint -> noise.put(endpoint.name(), fleet.noise()));
        for (long slot = fromMicros - 24 * SLOT; slot < untilMicros; slot += SLOT) {
            noise.replaceAll((endpoint, before) -> fleet.noise(before));
            for (Caller caller : fleet.callers()) {
                int calls = fleet.calls(caller.calls());
                for (int i = 0; i < calls; i++) {
                    add(cells, caller, slot + random.nextLong(SLOT), noise);
                }
            }
        }
        List<ResidualCell> list = new ArrayList<>();
        cells.forEach((key, cell) -> list.add(cell.of(key)));
        return new SlowQuestion(
                new Scope(asked, null),
                fromMicros,
                untilMicros,
                MorningFleet.NEW_YORK,
                list,
                marks(),
                List.of());
    }

    private List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        marks.add(mark(INNOCENT, innocentMicros, innocent));
        if (what.isDeployed()) {
            marks.add(mark(DEPLOY, deployMicros, deployed));
        }
        return marks;
    }

    private static Mark mark(String name, long micros, Caller caller) {
        return new Mark(Mark.Kind.DEPLOY, name, micros, Set.of(caller.feature()));
    }

    private void add(
            Map<CellKey, Cell> cells, Caller caller, long micros, Map<String, Double> noise) {
        Endpoint endpoint = fleet.pick(caller);
        boolean longer = what.isDeployed() && caller.equals(deployed) && micros >= deployMicros;
        boolean slow =
                what.isSlowed() && endpoint.provider().equals(slowed) && micros >= slowMicros;
        double factor =
                fleet.wave(endpoint, micros)
                        * Math.exp(noise.getOrDefault(endpoint.name(), 0.0))
                        * (slow ? slower : 1);
        Call call = fleet.call(endpoint, fleet.prompt(caller, longer ? 2 : 1), factor);
        MorningBaseline.Usual there = usual.at(endpoint, call.prompt(), micros);
        if (there == null) {
            return;
        }
        cells.computeIfAbsent(
                        new CellKey(
                                micros - Math.floorMod(micros, SLOT),
                                new Cohort(
                                        caller.feature(),
                                        null,
                                        null,
                                        endpoint.provider(),
                                        endpoint.model(),
                                        endpoint.region(),
                                        endpoint.name(),
                                        there.size())),
                        key -> new Cell())
                .add(call, there);
    }

    private record CellKey(long micros, Cohort cohort) {}

    /// Sums over the calls of a cell. Confined to the run.
    private static final class Cell {
        private long calls;
        private double observed;
        private double baseline;
        private double season;
        private double tokens;
        private double band;

        void add(Call call, MorningBaseline.Usual usual) {
            calls++;
            observed += Math.log(call.firstToken());
            baseline += Math.log(usual.firstToken());
            season += Math.log(usual.dayRatio());
            tokens += call.prompt();
            band += usual.band();
        }

        ResidualCell of(CellKey key) {
            return new ResidualCell(
                    key.micros(),
                    key.cohort(),
                    calls,
                    (observed - baseline) / calls,
                    Math.exp(observed / calls),
                    tokens / calls,
                    Math.exp(baseline / calls),
                    band / calls,
                    Math.exp(season / calls));
        }
    }
}
