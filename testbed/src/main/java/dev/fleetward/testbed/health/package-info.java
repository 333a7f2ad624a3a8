/// How soon answers that became worse are found, and how often a false alarm is raised: the
/// gateway's own breakers over calls drawn at random. Start at [DegradationStudy].
@NullMarked
package dev.fleetward.testbed.health;

import org.jspecify.annotations.NullMarked;
