/// What the fleet remembers of a call: [CallEvent], one per attempt, and its form in bytes.
@NullMarked
package dev.fleetward.core.event;

import org.jspecify.annotations.NullMarked;
