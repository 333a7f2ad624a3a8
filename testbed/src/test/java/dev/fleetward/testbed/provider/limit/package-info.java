@NullMarked
package dev.fleetward.testbed.provider.limit;

import org.jspecify.annotations.NullMarked;
