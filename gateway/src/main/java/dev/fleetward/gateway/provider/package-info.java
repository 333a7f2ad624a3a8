/// What endpoints speak. Start at [ProviderWire]. Knows no caller: what it reads and writes beyond
/// its own bytes is `core.call`.
@NullMarked
package dev.fleetward.gateway.provider;

import org.jspecify.annotations.NullMarked;
