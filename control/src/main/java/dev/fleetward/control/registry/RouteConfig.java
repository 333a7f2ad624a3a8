package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Route.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A name that callers ask for. Immutable.
@Doc("A name that callers ask for as the model, and the endpoints that may serve it.")
public record RouteConfig(
        @Doc(
                        value = "Endpoints, best first: a name, or `{ endpoint, weight }`.",
                        example = "[openai-us, { endpoint: claude-us, weight: 2 }]")
                List<Candidate> endpoints,
        @Doc(
                        value = "`failover` tries them as written, `weighted` draws by weight.",
                        orElse = "failover")
                Strategy strategy,
        @Doc(
                        value =
                                "Whether what an endpoint's dialect cannot say is dropped and listed"
                                        + " in a response header, instead of refused.",
                        orElse = "false")
                boolean lenient,
        @Doc("Limits of one attempt on this route.") @Nullable TimeoutsConfig timeouts,
        @Doc(
                        value =
                                "What a call may declare as its output at most; more is lowered to"
                                        + " it before the call is sent. Nothing is lowered if"
                                        + " absent.",
                        example = "4k")
                @Nullable Count maxOutputTokens) {

    private static final long MOST_OUTPUT = 1_000_000_000L;

    /// One endpoint of a route. Immutable.
    @Shorthand
    @Doc("One endpoint of a route; its name alone will do.")
    public record Candidate(
            @Doc(value = "Which endpoint.", example = "openai-us") String endpoint,
            @Doc(value = "How often, compared with the others of the route.", orElse = "1")
                    int weight) {

        private static final int MOST = 1_000_000;

        public Candidate {
            new Expect().number("weight", weight, 1, MOST).orThrow();
        }
    }

    public RouteConfig {
        endpoints = List.copyOf(endpoints);
        new Expect().count("maxOutputTokens", maxOutputTokens, 1, MOST_OUTPUT).orThrow();
    }
}
