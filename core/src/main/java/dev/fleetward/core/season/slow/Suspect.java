package dev.fleetward.core.season.slow;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What made calls slower. Immutable.
///
/// @param name of the mark, provider, region and so on; `openai/eu` for a region or a model of one
///   provider
/// @param mark the change of ours, where it is one
/// @param endpoints that were touched, for a suspect of theirs; else empty
public record Suspect(Kind kind, String name, @Nullable Mark mark, Set<String> endpoints) {
    public Suspect {
        endpoints = Set.copyOf(endpoints);
    }

    static Suspect of(Mark mark) {
        return new Suspect(
                mark.kind() == Mark.Kind.DEPLOY ? Kind.DEPLOY : Kind.CONFIG,
                mark.name(),
                mark,
                Set.of());
    }

    /// What can be the cause.
    public enum Kind {
        DEPLOY(true),
        CONFIG(true),
        /// A feature's prompts grew, and no mark fits.
        PROMPTS(true),
        /// A feature moved, at fixed size of its prompts, and no mark fits.
        FEATURE(true),
        /// One route moved, not the others at its endpoints, and no mark fits.
        ROUTE(true),
        /// One customer moved, not the feature's others.
        TENANT(true),
        /// A feature's calls went to endpoints that are slower, and no mark fits.
        ROUTING(true),
        /// All moved at every provider, and no mark fits: what they share is the gateway and its
        /// network.
        FLEET(true),
        PROVIDER(false),
        REGION(false),
        MODEL(false),
        ENDPOINT(false);

        private final boolean ours;

        Kind(boolean ours) {
            this.ours = ours;
        }

        /// Whether it is on this side of the wire.
        public boolean ours() {
            return ours;
        }
    }

    /// Such as `provider openai`.
    public String words() {
        return switch (kind) {
            case DEPLOY -> "deploy " + name;
            case CONFIG -> "config change " + name;
            case PROMPTS -> "longer prompts of " + name;
            case FEATURE -> "feature " + name;
            case ROUTE -> "route " + name;
            case TENANT -> "tenant " + name;
            case ROUTING -> "the routing of " + name;
            case FLEET -> "what all providers share: this gateway or its network";
            case PROVIDER -> "provider " + name;
            case REGION -> "region " + name;
            case MODEL -> "model " + name;
            case ENDPOINT -> "endpoint " + name;
        };
    }
}
