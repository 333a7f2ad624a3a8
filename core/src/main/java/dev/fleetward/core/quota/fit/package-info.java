/// Does a new job fit into a pool, and who would feel it? Start at [Fit]: recorded loads and a new
/// one in, who gets and who waits out. Pure arithmetic on averages; decides nothing about calls.
@NullMarked
package dev.fleetward.core.quota.fit;

import org.jspecify.annotations.NullMarked;
