@NullMarked
package dev.fleetward.bench;

import org.jspecify.annotations.NullMarked;
