/// What can go wrong with a call and who is to blame. [FailureKind] is the one table from which
/// error bodies, retries, charges and the documentation are derived.
@NullMarked
package dev.fleetward.core.failure;

import org.jspecify.annotations.NullMarked;
