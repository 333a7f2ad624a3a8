package dev.fleetward.core.region.likeness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compares all regions of each stream with each other and each with its own past, on every call,
/// within the fleet's allowance of false alarms. Single writer.
///
/// Bounded: at most [FalseAlarms#comparisons] comparisons, at most [#MOST_REGIONS] regions of a
/// stream. What is beyond that is not compared, and counted in [#left].
public final class LikenessBook {
    /// Regions of one stream.
    public static final int MOST_REGIONS = 8;

    private final FalseAlarms allowed;
    private final Map<Stream, Group> groups = new HashMap<>();
    private int opened;
    private long left;

    public LikenessBook(FalseAlarms allowed) {
        this(allowed, List.of());
    }

    /// @param known what [#rows] gave, in any order; no more comparisons than are allowed
    public LikenessBook(FalseAlarms allowed, List<Row> known) {
        this.allowed = allowed;
        known.forEach(this::restore);
    }

    /// One signal of one comparison, to be kept.
    ///
    /// @param numbers some seventy
    public record Row(
            Stream stream,
            String region,
            @Nullable String other,
            Signal signal,
            List<Double> numbers) {
        public Row {
            numbers = List.copyOf(numbers);
        }
    }

    /// A difference, at the call that completes its evidence.
    ///
    /// @param other the second region; null where `region` differs from its own past
    public record Finding(
            Stream stream, String region, @Nullable String other, Verdict.Different verdict) {
        @Override
        public String toString() {
            return stream
                    + ": "
                    + (other == null
                            ? region + " now against its past"
                            : other + " against " + region)
                    + ": "
                    + verdict;
        }
    }

    /// What one comparison says of one signal.
    public record Line(Stream stream, String region, @Nullable String other, Verdict verdict) {}

    public List<Finding> see(Stream stream, String region, Traits traits, long wallMicros) {
        Group group = groups.get(stream);
        if (group == null || !group.pasts.containsKey(region)) {
            int regions = group == null ? 0 : group.pasts.size();
            if (regions >= MOST_REGIONS || opened + regions + 1 > allowed.comparisons()) {
                left++;
                return List.of();
            }
            if (group == null) {
                group = new Group();
                groups.put(stream, group);
            }
            open(group, region);
        }
        List<Finding> found = new ArrayList<>(0);
        Likeness past = group.pasts.get(region);
        if (past != null) {
            for (Verdict.Different each : past.see(false, traits, wallMicros)) {
                found.add(new Finding(stream, region, null, each));
            }
        }
        for (Pair pair : group.pairs) {
            if (pair.has(region)) {
                boolean second = pair.second.equals(region);
                for (Verdict.Different each : pair.likeness.see(second, traits, wallMicros)) {
                    found.add(new Finding(stream, pair.first, pair.second, each));
                }
            }
        }
        return found;
    }

    private void open(Group group, String region) {
        for (String known : group.pasts.keySet()) {
            group.pairs.add(new Pair(known, region, Likeness.ofPair(allowed.perTest())));
        }
        opened += group.pasts.size() + 1;
        group.pasts.put(region, Likeness.withPast(allowed.perTest()));
    }

    /// Takes a new reference of the region from here on: after an alarm that was understood, or
    /// with a version that is known to be new. Spends the allowance of one more reference.
    public void rebase(Stream stream, String region) {
        Group group = groups.get(stream);
        if (group != null && group.pasts.containsKey(region)) {
            group.pasts.put(region, Likeness.withPast(allowed.perTest()));
        }
    }

    /// Every comparison in every signal.
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        groups.forEach((stream, group) -> {
            for (Signal signal : Signal.values()) {
                group.pasts.forEach((region, past) ->
                        lines.add(new Line(stream, region, null, past.verdict(signal))));
                for (Pair pair : group.pairs) {
                    lines.add(
                            new Line(
                                    stream,
                                    pair.first,
                                    pair.second,
                                    pair.likeness.verdict(signal)));
                }
            }
        });
        return lines;
    }

    /// Everything that the book knows, to be kept. Numbers of a row mean nothing outside.
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        groups.forEach((stream, group) -> {
            for (Signal signal : Signal.values()) {
                group.pasts.forEach(
                        (region, past) -> rows.add(row(stream, region, null, signal, past)));
                for (Pair pair : group.pairs) {
                    rows.add(row(stream, pair.first, pair.second, signal, pair.likeness));
                }
            }
        });
        return rows;
    }

    private static Row row(
            Stream stream,
            String region,
            @Nullable String other,
            Signal signal,
            Likeness likeness) {
        Numbers numbers = new Numbers();
        likeness.write(signal, numbers);
        return new Row(stream, region, other, signal, numbers.values());
    }

    private void restore(Row row) {
        Group group = groups.computeIfAbsent(row.stream, stream -> new Group());
        Likeness likeness = row.other == null ? group.pasts.get(row.region) : group.pair(row);
        if (likeness == null) {
            if (opened >= allowed.comparisons()) {
                throw new IllegalArgumentException(
                        "kept comparisons: more than " + allowed.comparisons());
            }
            opened++;
            likeness =
                    row.other == null
                            ? Likeness.withPast(allowed.perTest())
                            : Likeness.ofPair(allowed.perTest());
            if (row.other == null) {
                group.pasts.put(row.region, likeness);
            } else {
                group.pairs.add(new Pair(row.region, row.other, likeness));
            }
        }
        likeness.read(row.signal, new Numbers(row.numbers));
    }

    /// Comparisons that are open.
    public int comparisons() {
        return opened;
    }

    /// Calls that were not compared, for want of room.
    public long left() {
        return left;
    }

    private static final class Group {
        private final Map<String, Likeness> pasts = new LinkedHashMap<>();
        private final List<Pair> pairs = new ArrayList<>();

        @Nullable Likeness pair(Row row) {
            for (Pair pair : pairs) {
                if (pair.first.equals(row.region) && pair.second.equals(row.other)) {
                    return pair.likeness;
                }
            }
            return null;
        }
    }

    private record Pair(String first, String second, Likeness likeness) {
        boolean has(String region) {
            return first.equals(region) || second.equals(region);
        }
    }
}
