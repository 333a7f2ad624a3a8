@NullMarked
package dev.fleetward.testbed.minibatch;

import org.jspecify.annotations.NullMarked;
