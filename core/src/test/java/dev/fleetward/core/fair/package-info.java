@NullMarked
package dev.fleetward.core.fair;

import org.jspecify.annotations.NullMarked;
