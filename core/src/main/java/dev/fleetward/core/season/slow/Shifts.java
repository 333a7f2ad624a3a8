package dev.fleetward.core.season.slow;

import dev.fleetward.core.season.slow.Panel.Group;
import dev.fleetward.core.season.slow.Panel.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes a change of the first token apart. Stateless.
final class Shifts {
    private Shifts() {}

    /// Who calls where.
    private record Line(String feature, Place place) {}

    static Shift of(List<Group> groups, Division division) {
        int since = division.since();
        int until = division.until();
        double before = Panel.calls(groups, 0, division.before());
        double after = Panel.calls(groups, since, until);
        if (before == 0 || after == 0) {
            return Shift.NONE;
        }
        Map<Line, List<Group>> lines = new LinkedHashMap<>();
        for (Group group : groups) {
            lines.computeIfAbsent(
                            new Line(group.cohort().feature(), Place.of(group.cohort())),
                            line -> new ArrayList<>())
                    .add(group);
        }
        double routing = 0;
        double prompts = 0;
        for (List<Group> line : lines.values()) {
            long callsBefore = Panel.calls(line, 0, division.before());
            long callsAfter = Panel.calls(line, since, until);
            double sizeAfter = Panel.mean(line, Value.SIZE, since, until);
            double sizeBefore =
                    callsBefore == 0
                            ? sizeAfter
                            : Panel.mean(line, Value.SIZE, 0, division.before());
            routing += (callsAfter / after - callsBefore / before) * sizeBefore;
            prompts += callsAfter / after * (callsAfter == 0 ? 0 : sizeAfter - sizeBefore);
        }
        double season = change(groups, Value.SEASON, division);
        double residual = change(groups, Value.RESIDUAL, division);
        return new Shift(season + routing + prompts + residual, season, routing, prompts, residual);
    }

    static double change(List<Group> groups, Value value, Division division) {
        return Panel.mean(groups, value, division.since(), division.until())
                - Panel.mean(groups, value, 0, division.before());
    }
}
