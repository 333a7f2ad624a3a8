package dev.fleetward.testbed.scenario;

import dev.fleetward.testbed.Gate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What a scenario showed. Immutable.
///
/// @param lines one per run
/// @param gates empty where only one policy ran
public record ScenarioReport(
        String scenario, long seed, boolean held, List<Gate> gates, List<Line> lines) {

    /// One run.
    ///
    /// @param run which one
    /// @param measures by name, in the order in which they are shown
    public record Line(String run, Map<String, Double> measures) {
        public double get(String measure) {
            Double value = measures.get(measure);
            if (value == null) {
                throw new IllegalArgumentException(run + " has no " + measure);
            }
            return value;
        }
    }

    static ScenarioReport of(String scenario, long seed, List<Line> lines, List<Gate> gates) {
        return new ScenarioReport(
                scenario,
                seed,
                gates.stream().allMatch(Gate::held),
                List.copyOf(gates),
                List.copyOf(lines));
    }

    public String toJson() {
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    /// Collects the measures of a run. Confined to one thread.
    static final class LineBuilder {
        private final String run;
        private final Map<String, Double> measures = new LinkedHashMap<>();

        LineBuilder(String run) {
            this.run = run;
        }

        LineBuilder put(String measure, double value) {
            measures.put(measure, value);
            return this;
        }

        Line build() {
            return new Line(run, measures);
        }
    }

    /// Collects gates. Confined to one thread.
    static final class GateList {
        private final List<Gate> gates = new ArrayList<>();

        GateList atMost(String what, double found, double limit, String unit) {
            return add(what, "≤ " + text(limit) + unit, found, unit, found <= limit);
        }

        GateList atLeast(String what, double found, double limit, String unit) {
            return add(what, "≥ " + text(limit) + unit, found, unit, found >= limit);
        }

        private GateList add(
                String what, String expected, double found, String unit, boolean held) {
            gates.add(new Gate(what, expected, text(found) + unit, held));
            return this;
        }

        private static String text(double value) {
            return String.format(Locale.ROOT, "%.4g", value);
        }

        List<Gate> build() {
            return gates;
        }
    }
}
