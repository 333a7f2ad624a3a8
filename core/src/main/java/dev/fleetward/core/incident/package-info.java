/// What went wrong, to whom it is told, and what belongs together: [Alert]s come in, [Incident]s
/// come out. Pure decisions over values; knows neither storage nor the network. Start at
/// [IncidentBook]; why two alerts belong together is [Tie], what failed is [Diagnosis].
@NullMarked
package dev.fleetward.core.incident;

import org.jspecify.annotations.NullMarked;
