/// Which prices ship with the product? Start at [PriceList]. Reads the table on the class path and
/// lays the configuration's own prices over it; knows neither calls nor budgets.
@NullMarked
package dev.fleetward.control.prices;

import org.jspecify.annotations.NullMarked;
