/// Who goes next when there is not enough for all: bands by class, and within a band fair division
/// of tokens over a hierarchy of feature, tenant, key and job. Start at [FairQueue]. Decides the
/// order only; it knows neither limits nor budgets, reads no clock and takes no lock.
@NullMarked
package dev.fleetward.core.fair;

import org.jspecify.annotations.NullMarked;
