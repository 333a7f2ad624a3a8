/// Does the fleet keep what it promises, how much may still go wrong, and is it going wrong too
/// fast? Start at [ObjectiveBook]. Takes events and the time as arguments; knows neither storage
/// nor who is told.
@NullMarked
package dev.fleetward.core.objective;

import org.jspecify.annotations.NullMarked;
