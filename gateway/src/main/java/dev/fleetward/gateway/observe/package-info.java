/// What the outside can see of calls: metrics, traces and the access log, all derived from call
/// events. Start at [CallObserver]. Decides nothing and never makes a call wait.
@NullMarked
package dev.fleetward.gateway.observe;

import org.jspecify.annotations.NullMarked;
