/// How an inference engine spends its time: batches, chunked prefill, KV memory. Start at
/// [dev.fleetward.testbed.engine.Engine]. Knows neither sockets nor dialects nor a clock.
@NullMarked
package dev.fleetward.testbed.engine;

import org.jspecify.annotations.NullMarked;
