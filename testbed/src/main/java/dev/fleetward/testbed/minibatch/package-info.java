/// A server that forms mini-batches, as LightLLM and S-LoRA do, in simulated time, and the
/// schedulers that decide whose request it takes next. Start at
/// [dev.fleetward.testbed.minibatch.MiniBatchServer]. Knows no experiment and no metric, and reads
/// no clock.
@NullMarked
package dev.fleetward.testbed.minibatch;

import org.jspecify.annotations.NullMarked;
