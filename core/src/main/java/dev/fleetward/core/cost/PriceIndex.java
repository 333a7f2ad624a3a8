package dev.fleetward.core.cost;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows by provider and name, each name's rows latest first. Immutable once built.
final class PriceIndex {
    private static final Comparator<PriceRow> LATEST_FIRST =
            Comparator.comparing(PriceRow::from).reversed();

    /// A prefix and the rows of all providers that have it.
    private record Prefix(String text, Map<String, List<PriceRow>> byProvider) {}

    private final Map<String, Map<String, List<PriceRow>>> byName = new HashMap<>();
    private final List<Prefix> longestFirst = new ArrayList<>();

    PriceIndex(List<PriceRow> rows) {
        Map<String, Map<String, List<PriceRow>>> byPrefix = new HashMap<>();
        for (PriceRow row : rows) {
            String pattern = row.pattern();
            boolean open = pattern.endsWith("*");
            String name = open ? pattern.substring(0, pattern.length() - 1) : pattern;
            (open ? byPrefix : byName)
                    .computeIfAbsent(name, _ -> new HashMap<>())
                    .computeIfAbsent(row.provider(), _ -> new ArrayList<>())
                    .add(row);
        }
        byName.values().forEach(PriceIndex::latestFirst);
        byPrefix.values().forEach(PriceIndex::latestFirst);
        byPrefix.forEach((text, found) -> longestFirst.add(new Prefix(text, found)));
        longestFirst.sort(
                Comparator.comparingInt((Prefix prefix) -> prefix.text().length()).reversed());
    }

    @Nullable PriceRow find(String provider, String model, LocalDate day) {
        PriceRow row = on(day, provider, byName.get(model));
        if (row != null) {
            return row;
        }
        int dated = SnapshotName.lengthWithoutDate(model);
        if (dated < model.length()) {
            row = on(day, provider, byName.get(model.substring(0, dated)));
            if (row != null) {
                return row;
            }
        }
        for (Prefix prefix : longestFirst) {
            if (model.startsWith(prefix.text())) {
                row = on(day, provider, prefix.byProvider());
                if (row != null) {
                    return row;
                }
            }
        }
        return null;
    }

    private static @Nullable PriceRow on(
            LocalDate day, String provider, @Nullable Map<String, List<PriceRow>> byProvider) {
        if (byProvider == null) {
            return null;
        }
        PriceRow row = latest(day, byProvider.get(provider));
        return row != null ? row : latest(day, byProvider.get(PriceRow.ANY_PROVIDER));
    }

    private static @Nullable PriceRow latest(LocalDate day, @Nullable List<PriceRow> latestFirst) {
        if (latestFirst == null) {
            return null;
        }
        for (PriceRow row : latestFirst) {
            if (!row.from().isAfter(day)) {
                return row;
            }
        }
        return null;
    }

    private static void latestFirst(Map<String, List<PriceRow>> byProvider) {
        // A stable sort, so that of two rows from the same day the one listed first stays first.
        byProvider.values().forEach(rows -> rows.sort(LATEST_FIRST));
    }
}
