@NullMarked
package dev.fleetward.control;

import org.jspecify.annotations.NullMarked;
