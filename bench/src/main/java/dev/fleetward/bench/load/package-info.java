/// Both ends of a measured proxy: a provider that answers at once and the same, and callers that
/// cost little themselves. Start at [MockProvider], [StreamLoad] and [OpenLoop]. Knows nothing of
/// what stands between them.
@NullMarked
package dev.fleetward.bench.load;

import org.jspecify.annotations.NullMarked;
