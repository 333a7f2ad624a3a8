/// What the running gateway shows of itself: [GatewayView], with the pools and budgets of
/// [QuotaView]. Readings only; decides nothing and knows no other package.
@NullMarked
package dev.fleetward.core.view;

import org.jspecify.annotations.NullMarked;
