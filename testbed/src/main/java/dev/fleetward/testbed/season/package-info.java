/// What real providers did at different hours of the day. Start at [RealSeasons].
@NullMarked
package dev.fleetward.testbed.season;

import org.jspecify.annotations.NullMarked;
