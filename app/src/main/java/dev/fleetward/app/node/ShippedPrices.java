package dev.fleetward.app.node;

import dev.fleetward.core.cost.PriceRow;
import java.util.List;

final class ShippedPrices {
    static final List<PriceRow> ROWS = List.of();

    private ShippedPrices() {}
}
