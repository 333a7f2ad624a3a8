/// The event log: memory-mapped segments that take a call event without a system call. Start at
/// [SegmentLogs]. Knows the form of records from `core.event` and nothing of who reads them.
@NullMarked
package dev.fleetward.gateway.record;

import org.jspecify.annotations.NullMarked;
