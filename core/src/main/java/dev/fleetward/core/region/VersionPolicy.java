package dev.fleetward.core.region;

import dev.fleetward.core.unit.Percent;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which versions of a model may serve a route's calls. [VersionGate] applies it. Immutable.
public sealed interface VersionPolicy {
    VersionPolicy ANY = new Any();

    /// The share of calls that may meet a version which is not allowed yet.
    Percent canary();

    /// The same, for a time in which nothing new is rolled out.
    VersionPolicy withoutCanary();

    /// What may serve, as the end of "No endpoint serves ...".
    String words();

    /// Whatever answers.
    record Any() implements VersionPolicy {
        @Override
        public Percent canary() {
            return Percent.ZERO;
        }

        @Override
        public VersionPolicy withoutCanary() {
            return this;
        }

        @Override
        public String words() {
            return "any version";
        }
    }

    /// Only these. A name without a date allows an endpoint that was sent this name and names no
    /// version; it does not allow the dated versions of it.
    ///
    /// @param allowed as providers name them, in whatever spelling
    record Hold(Set<String> allowed, Percent canary) implements VersionPolicy {
        public Hold {
            allowed =
                    allowed.stream()
                            .map(VersionName::plain)
                            .collect(Collectors.toUnmodifiableSet());
            if (allowed.isEmpty()) {
                throw new IllegalArgumentException(
                        "allowed: none (expected: the versions that may serve)");
            }
            check(canary);
        }

        @Override
        public VersionPolicy withoutCanary() {
            return new Hold(allowed, Percent.ZERO);
        }

        @Override
        public String words() {
            return "only " + String.join(", ", new TreeSet<>(allowed));
        }
    }

    /// Only what all endpoints of the route showed that serve the same model; where they have
    /// nothing in common, the eldest that is still served.
    record Common(Percent canary) implements VersionPolicy {
        public Common {
            check(canary);
        }

        @Override
        public VersionPolicy withoutCanary() {
            return new Common(Percent.ZERO);
        }

        @Override
        public String words() {
            return "only what all regions of its model serve";
        }
    }

    private static void check(Percent canary) {
        if (canary.partsPerMillion() < 0
                || canary.partsPerMillion() > Percent.HUNDRED.partsPerMillion()) {
            throw new IllegalArgumentException("canary: " + canary + " (expected: 0%..100%)");
        }
    }
}
