package dev.fleetward.core.cost;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// All price rows. Immutable; a look-up is a few hash probes, so it may be made per call.
///
/// Which row holds for a model, in this order:
/// 1. rows that the configuration set, then shipped ones;
/// 2. the model's name as it stands, then without the date of its snapshot (`gpt-4o-2024-08-06` is
///    a snapshot of `gpt-4o`), then the longest pattern that it begins with;
/// 3. rows of the provider's own family, then those of every provider;
/// 4. the latest row that holds on the day; of two from the same day the one listed first.
public final class PriceTable {
    private final List<PriceRow> rows;
    private final PriceIndex overrides;
    private final PriceIndex shipped;

    public PriceTable(List<PriceRow> rows) {
        this.rows = List.copyOf(rows);
        this.overrides = new PriceIndex(this.rows.stream().filter(PriceRow::overrides).toList());
        this.shipped = new PriceIndex(this.rows.stream().filter(row -> !row.overrides()).toList());
    }

    public List<PriceRow> rows() {
        return rows;
    }

    /// The row for a model on a day; empty where the price is unknown, which is not zero.
    public Optional<PriceRow> find(String provider, String model, LocalDate day) {
        PriceRow row = overrides.find(provider, model, day);
        return Optional.ofNullable(row != null ? row : shipped.find(provider, model, day));
    }
}
