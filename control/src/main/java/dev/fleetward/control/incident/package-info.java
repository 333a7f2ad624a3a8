/// Incidents as they are kept, told and asked for. What belongs together is decided in
/// `core.incident`; here it is fed from sources, written to the control store at each change and
/// told by webhook. Start at [IncidentDesk]; for what is sent, at [Notices].
@NullMarked
package dev.fleetward.control.incident;

import org.jspecify.annotations.NullMarked;
