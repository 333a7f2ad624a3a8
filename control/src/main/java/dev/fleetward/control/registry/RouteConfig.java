package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Route.Strategy;
import dev.fleetward.core.unit.Percent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/// A name that callers ask for. Immutable.
@Doc("A name that callers ask for as the model, and the endpoints that may serve it.")
public record RouteConfig(
        @Doc(
                        value = "Endpoints, best first: a name, or `{ endpoint, weight }`.",
                        example = "[openai-us, { endpoint: claude-us, weight: 2 }]")
                List<Candidate> endpoints,
        @Doc(
                        value =
                                "`failover` tries them as written, `weighted` draws by weight,"
                                        + " `cheapest` takes the least expected cost first,"
                                        + " `fastest` the soonest first token that is usual at this"
                                        + " hour; where nothing is known of an endpoint, it comes"
                                        + " last.",
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
                @Nullable Count maxOutputTokens,
        @Doc("Its service level.") @Nullable SloConfig slo,
        @Doc(value = "The only residency zones that may serve it; all if absent.", example = "[eu]")
                List<String> zones,
        @Doc("A second attempt elsewhere for streams whose first token is late.")
                @Nullable HedgeConfig hedge,
        @Doc("Another route, for calls that no endpoint of this one can serve.")
                @Nullable FallbackConfig fallback,
        @Doc(
                        value = "Which versions of its models may serve it; any if absent.",
                        example = "{ policy: hold, allow: [gpt-4o-2024-08-06], canary: 5% }")
                @Nullable VersionsConfig versions,
        @Doc("What it does otherwise at its peak.") @Nullable PeakConfig peak) {

    static final long MOST_OUTPUT = 1_000_000_000L;

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

    /// When a call is sent twice. Immutable.
    @Doc(
            "A second attempt at another endpoint for streams whose first token takes longer than"
                    + " 95% of the route's own. The first that answers is kept, the other is"
                    + " cancelled.")
    public record HedgeConfig(
            @Doc(
                            value =
                                    "Input tokens of such attempts, as a share of all of the route's.",
                            orElse = "3%")
                    Percent extraInput) {

        private static final Percent MOST = new Percent(200_000);

        public HedgeConfig {
            new Expect().percent("extraInput", extraInput, Percent.ZERO, MOST).orThrow();
        }
    }

    /// Where calls go that no endpoint can serve. Immutable.
    @Doc("Another route, for calls that no endpoint of this one can serve.")
    public record FallbackConfig(
            @Doc(value = "Which route.", example = "small") String route,
            @Doc(
                            value =
                                    "Members of the request that are set for it, as JSON text by"
                                            + " name.",
                            example = "{ temperature: \"0\", max_tokens: \"500\" }")
                    Map<String, String> parameters,
            @Doc(
                            value =
                                    "What callers are told of such an answer, in `fleetward-degraded`;"
                                            + " nothing if absent.",
                            example = "smaller model")
                    @Nullable String degraded) {

        private static final Set<String> NOT_TO_BE_SET =
                Set.of("model", "stream", "messages", "input", "prompt");
        private static final ObjectReader JSON =
                JsonMapper.shared().reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

        public FallbackConfig {
            parameters = Map.copyOf(parameters);
            Expect expect = new Expect();
            checkParameters(expect, parameters);
            expect.orThrow();
        }

        static void checkParameters(Expect expect, Map<String, String> parameters) {
            parameters.forEach((name, value) ->
                    expect.that(
                                    "parameters",
                                    !NOT_TO_BE_SET.contains(name),
                                    name,
                                    "what shapes an answer, not what is asked or how it is sent")
                            .that(
                                    "parameters." + name,
                                    isJson(value),
                                    value,
                                    "JSON text, such as 0.2, \"low\" in quotes of its own, or"
                                            + " true"));
        }

        private static boolean isJson(String text) {
            try {
                return !JSON.readTree(text).isMissingNode();
            } catch (JacksonException no) {
                return false;
            }
        }
    }

    public RouteConfig {
        endpoints = List.copyOf(endpoints);
        zones = List.copyOf(zones);
        new Expect().count("maxOutputTokens", maxOutputTokens, 1, MOST_OUTPUT).orThrow();
    }
}
