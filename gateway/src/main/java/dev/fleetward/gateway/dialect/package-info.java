/// What callers speak. Start at [Dialect]. Knows no provider: what it reads and writes beyond its
/// own bytes is `core.call`.
@NullMarked
package dev.fleetward.gateway.dialect;

import org.jspecify.annotations.NullMarked;
