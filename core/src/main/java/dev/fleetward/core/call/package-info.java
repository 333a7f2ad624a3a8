/// What a call is, apart from how anyone spells it on the wire: who makes it, what it asks for,
/// what it used. Start at [CallFacts] (what decisions need) and [Usage]. Knows no JSON and no HTTP.
@NullMarked
package dev.fleetward.core.call;

import org.jspecify.annotations.NullMarked;
