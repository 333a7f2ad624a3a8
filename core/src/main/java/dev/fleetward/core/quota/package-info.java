/// May this call run now? Start at [AdmissionDesk]: one call is admitted with a lease, parked, or
/// refused, and each lease is settled exactly once. [FairDesk] does it. Takes the time as an
/// argument.
@NullMarked
package dev.fleetward.core.quota;

import org.jspecify.annotations.NullMarked;
