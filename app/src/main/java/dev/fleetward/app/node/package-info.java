/// One process with both planes: what is started, in which order, and how it ends. Start at [Node].
/// The only place that constructs across the planes; decides nothing about calls.
@NullMarked
package dev.fleetward.app.node;

import org.jspecify.annotations.NullMarked;
