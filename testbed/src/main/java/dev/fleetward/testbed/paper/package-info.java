/// The experiments of the fairness paper (Sheng et al., "Fairness in Serving Large Language
/// Models", OSDI 2024), its metric and its published results, beside what the schedulers do here.
/// Start at [dev.fleetward.testbed.paper.Comparison]. Decides nothing about scheduling and reads no
/// clock.
@NullMarked
package dev.fleetward.testbed.paper;

import org.jspecify.annotations.NullMarked;
