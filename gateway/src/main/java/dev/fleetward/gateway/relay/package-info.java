/// The life of a request, from accepting it to recording it. Start at `Relay`.
@NullMarked
package dev.fleetward.gateway.relay;

import org.jspecify.annotations.NullMarked;
