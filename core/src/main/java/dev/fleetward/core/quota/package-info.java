/// May this call run now? Start at [AdmissionDesk]: one call is admitted with a lease, parked, or
/// refused, and each lease is settled exactly once. [FairDesk] does it. Takes the time as an
/// argument.
///
/// What a pool allows is [PoolLimits]: limits per minute ([RateLimit]) counted as its provider
/// counts ([Counting]), what may be under way ([UnderWay]), and what the provider's answers teach.
/// What a call is expected to use is [Estimator].
@NullMarked
package dev.fleetward.core.quota;

import org.jspecify.annotations.NullMarked;
