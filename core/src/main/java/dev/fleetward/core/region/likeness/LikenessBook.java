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

    private static final long MONTH_MICROS = FalseAlarms.MONTH_DAYS * 86_400_000_000L;

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
    /// @param seenMicros when the stream's last call came
    /// @param numbers some seventy
    public record Row(
            Stream stream,
            String region,
            @Nullable String other,
            Signal signal,
            long seenMicros,
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
        group.seenMicros = Math.max(group.seenMicros, wallMicros);
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

    /// The same, in all streams that the region serves.
    public void rebase(String region) {
        groups.keySet().forEach(stream -> rebase(stream, region));
    }

    /// Which of a finding's regions is rather the one that is unlike: the one that differs more
    /// from further regions; where there are none, the one that differs more from its own past.
    /// Null where neither is known.
    public @Nullable String unlike(Finding finding) {
        String other = finding.other();
        Group group = groups.get(finding.stream());
        if (other == null || group == null) {
            return finding.region();
        }
        Signal signal = finding.verdict().signal();
        double first = group.strangeness(finding.region(), other, signal);
        double second = group.strangeness(other, finding.region(), signal);
        return first == second || Double.isNaN(first) || Double.isNaN(second)
                ? null
                : first > second ? finding.region() : other;
    }

    /// Gives up the streams that had no call for a month. What opens in their place spends no more
    /// than the fleet is allowed, since no month has calls of both.
    ///
    /// @return those streams
    public List<Stream> forget(long nowMicros) {
        List<Stream> gone = new ArrayList<>();
        groups.forEach((stream, group) -> {
            if (group.seenMicros < nowMicros - MONTH_MICROS) {
                gone.add(stream);
                opened -= group.pasts.size() + group.pairs.size();
            }
        });
        groups.keySet().removeAll(gone);
        return gone;
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
                group.pasts.forEach((region, past) ->
                        rows.add(row(stream, region, null, signal, group.seenMicros, past)));
                for (Pair pair : group.pairs) {
                    rows.add(
                            row(
                                    stream,
                                    pair.first,
                                    pair.second,
                                    signal,
                                    group.seenMicros,
                                    pair.likeness));
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
            long seenMicros,
            Likeness likeness) {
        Numbers numbers = new Numbers();
        likeness.write(signal, numbers);
        return new Row(stream, region, other, signal, seenMicros, numbers.values());
    }

    private void restore(Row row) {
        Group group = groups.computeIfAbsent(row.stream, stream -> new Group());
        group.seenMicros = Math.max(group.seenMicros, row.seenMicros);
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
        private long seenMicros = Long.MIN_VALUE;

        /// How much speaks for a difference of `region` from all but `other`; else from its past;
        /// NaN where nothing is known.
        double strangeness(String region, String other, Signal signal) {
            double most = Double.NaN;
            for (Pair pair : pairs) {
                if (pair.has(region) && !pair.has(other)) {
                    double one = logE(pair.likeness.verdict(signal));
                    most = Double.isNaN(most) ? one : Math.max(most, one);
                }
            }
            Likeness past = pasts.get(region);
            return Double.isNaN(most) && past != null ? logE(past.verdict(signal)) : most;
        }

        private static double logE(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Gathering _ -> Double.NaN;
                case Verdict.NotShown shown -> shown.evidence().logE();
                case Verdict.Different shown -> shown.evidence().logE();
            };
        }

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
