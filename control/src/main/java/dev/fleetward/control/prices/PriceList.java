package dev.fleetward.control.prices;

import dev.fleetward.core.cost.PriceRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The price rows that ship with the product, and those of the configuration in front of them.
/// Immutable.
public final class PriceList {
    private static final String FILE = "prices.csv";

    private final List<PriceRow> rows;

    private PriceList(List<PriceRow> rows) {
        this.rows = List.copyOf(rows);
    }

    /// The shipped rows. Throws `IllegalArgumentException`, naming the line, if the file is not
    /// sound.
    public static List<PriceRow> load() {
        return shipped().rows();
    }

    /// The shipped rows, to lay others over.
    public static PriceList shipped() {
        try (InputStream in = PriceList.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return new PriceList(
                    PriceFile.parse(FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public List<PriceRow> rows() {
        return rows;
    }

    /// The given rows in front of these. A row whose version does not say that it is an override is
    /// marked so, since overrides go before all shipped rows.
    public PriceList withOverrides(List<PriceRow> overrides) {
        List<PriceRow> all = new ArrayList<>(overrides.size() + rows.size());
        for (PriceRow row : overrides) {
            all.add(row.overrides() ? row : marked(row));
        }
        all.addAll(rows);
        return new PriceList(all);
    }

    private static PriceRow marked(PriceRow row) {
        return new PriceRow(
                row.version() + PriceRow.OVERRIDE,
                row.provider(),
                row.pattern(),
                row.from(),
                row.inputPerMillion(),
                row.cacheReadPerMillion(),
                row.cacheWritePerMillion(),
                row.cacheWriteLongPerMillion(),
                row.outputPerMillion(),
                row.source());
    }
}
