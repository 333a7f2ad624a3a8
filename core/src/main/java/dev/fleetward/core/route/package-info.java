/// Where may this call go, and may it be tried again elsewhere? Pure decisions over a snapshot.
@NullMarked
package dev.fleetward.core.route;

import org.jspecify.annotations.NullMarked;
