/// Is it slow because of the hour, because of something of ours, or because of a provider? Start at
/// [Inquiry]. Compares five-minute cells with the baseline of their hour of the week and with what
/// was not touched by a change; knows nothing of where the cells come from, and takes the time and
/// the random generator as arguments.
@NullMarked
package dev.fleetward.core.season.slow;

import org.jspecify.annotations.NullMarked;
