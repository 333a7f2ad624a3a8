/// Who is starved, and by whom? Start at [StarvationWatch]: it is told once a second what each
/// feature got of a pool, and answers with what lasts long enough to be told. Decides nothing about
/// calls. Takes the time as an argument.
@NullMarked
package dev.fleetward.core.quota.starvation;

import org.jspecify.annotations.NullMarked;
