package dev.fleetward.control.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What differs between two configurations, in words, one line for each part of the fleet that came
/// or went, and for each value that is another. Stateless.
final class ConfigDifference {
    /// More than anybody reads at once; the rest is counted.
    static final int MOST_LINES = 40;

    private ConfigDifference() {}

    /// @param <V> values whose texts are fit to be shown
    static <V> List<String> lines(SortedMap<String, V> before, SortedMap<String, V> after) {
        Map<String, Integer> partsBefore = parts(before);
        Map<String, Integer> partsAfter = parts(after);
        List<String> lines = new ArrayList<>();
        TreeSet<String> told = new TreeSet<>();
        for (String path : union(before, after)) {
            V old = before.get(path);
            V now = after.get(path);
            if (old != null && old.equals(now)) {
                continue;
            }
            String part = part(path);
            if (part != null && !partsBefore.containsKey(part)) {
                if (told.add(part)) {
                    lines.add(part + " added");
                }
            } else if (part != null && !partsAfter.containsKey(part)) {
                if (told.add(part)) {
                    lines.add(part + " removed");
                }
            } else {
                lines.add(value(path, old, now));
            }
        }
        return bounded(lines);
    }

    private static <V> TreeSet<String> union(SortedMap<String, V> one, SortedMap<String, V> other) {
        TreeSet<String> paths = new TreeSet<>(one.keySet());
        paths.addAll(other.keySet());
        return paths;
    }

    private static <V> Map<String, Integer> parts(SortedMap<String, V> values) {
        Map<String, Integer> parts = new TreeMap<>();
        for (String path : values.keySet()) {
            String part = part(path);
            if (part != null) {
                parts.merge(part, 1, Integer::sum);
            }
        }
        return parts;
    }

    /// The named part of the fleet that a path lies in, such as `endpoints.gpt-us`; null for what
    /// lies in none. Names that hold a dot are quoted.
    private static @Nullable String part(String path) {
        int first = path.indexOf('.');
        if (first < 0) {
            return null;
        }
        boolean quoted = path.startsWith("\"", first + 1);
        int end = quoted ? path.indexOf('"', first + 2) + 1 : path.indexOf('.', first + 1);
        return end <= 0 || end >= path.length() ? null : path.substring(0, end);
    }

    private static <V> String value(String path, @Nullable V old, @Nullable V now) {
        if (old == null) {
            return path + ": " + now + " (was not set)";
        }
        if (now == null) {
            return path + ": no longer set (was " + old + ")";
        }
        return old.toString().equals(now.toString())
                ? path + " changed"
                : path + ": " + old + " → " + now;
    }

    private static List<String> bounded(List<String> lines) {
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST_LINES));
        first.add("and " + (lines.size() - MOST_LINES) + " more");
        return first;
    }
}
