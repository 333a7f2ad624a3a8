@NullMarked
package dev.fleetward.testbed.provider;

import org.jspecify.annotations.NullMarked;
