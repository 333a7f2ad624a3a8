/// One benchmark for each claim that the documentation makes. Start at [Main]: `overhead` compares
/// the whole gateway with a bare proxy, `jmh` measures pieces. May know everything; nothing may
/// know it.
@NullMarked
package dev.fleetward.bench;

import org.jspecify.annotations.NullMarked;
