/// The whole fleet, tried from outside: official SDKs, raw sockets, faults, hang-ups, kills. Start
/// at [TestFleet].
@NullMarked
package dev.fleetward.app.fleet;

import org.jspecify.annotations.NullMarked;
