/// What went wrong, to whom it is told, and what belongs together: [Alert]s come in, incidents come
/// out. Pure decisions over values; knows neither storage nor the network. Start at [Alert].
@NullMarked
package dev.fleetward.core.incident;

import org.jspecify.annotations.NullMarked;
