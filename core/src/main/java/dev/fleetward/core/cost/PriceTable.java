package dev.fleetward.core.cost;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// All price rows. Immutable.
public final class PriceTable {
    private final List<PriceRow> rows;

    public PriceTable(List<PriceRow> rows) {
        this.rows = List.copyOf(rows);
    }

    public List<PriceRow> rows() {
        return rows;
    }

    /// The row for a model on a day; empty where the price is unknown, which is not zero.
    public Optional<PriceRow> find(String provider, String model, LocalDate day) {
        throw new UnsupportedOperationException();
    }
}
