/// What the hour of the week does to first tokens: real providers by the hour, and whether a slow
/// morning is told from other causes, in weeks of simulated providers. Start at [MorningStudy].
@NullMarked
package dev.fleetward.testbed.season;

import org.jspecify.annotations.NullMarked;
