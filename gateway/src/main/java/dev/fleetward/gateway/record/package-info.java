/// The event log: memory-mapped segments that take a call event without a system call.
@NullMarked
package dev.fleetward.gateway.record;

import org.jspecify.annotations.NullMarked;
