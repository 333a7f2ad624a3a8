package dev.fleetward.control.registry;

import dev.fleetward.core.region.likeness.BorderWatch;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.unit.Money;
import java.time.Duration;
import java.util.List;

/// How the fleet watches whether the models behind its endpoints are still the same. Immutable.
@Doc(
        "Questions whose answers tell whether the model behind an endpoint is still the same one,"
                + " though its name is. They are calls of the feature `fleetward-behaviour`, of"
                + " origin `eval` and class `background`.")
public record BehaviourConfig(
        @Doc(value = "What all of them may cost in a day.", orElse = "0.50 USD") Money budget,
        @Doc(
                        value =
                                "Prompts whose two likeliest first tokens nearly tie, asked daily for"
                                        + " one token each.",
                        orElse = "20")
                Count borders,
        @Doc(value = "How often each of them is asked in a day.", orElse = "10") Count samples,
        @Doc(
                        value =
                                "How often an endpoint that gives log probabilities is asked for"
                                        + " them.",
                        orElse = "1h")
                Duration logProbabilities,
        @Doc(
                        value =
                                "Whether whole answers are compared with the reference's on"
                                        + " suspicion; needs 250 answers of 50 tokens once and again"
                                        + " on each suspicion.",
                        orElse = "true")
                boolean equality,
        @Doc(
                        value = "The endpoints that are watched; all if absent.",
                        example = "[openai-eu, azure-us]")
                List<String> endpoints) {

    /// The feature whose calls they are; no other may have its name.
    public static final String FEATURE = Feature.BEHAVIOUR;

    private static final Money MOST = Money.ofUsd(1_000_000);
    private static final int LEAST_BORDERS = 5;

    public BehaviourConfig {
        endpoints = List.copyOf(endpoints);
        new Expect()
                .money("budget", budget, MOST)
                .count("borders", borders, LEAST_BORDERS, BorderWatch.MOST_INPUTS)
                .count("samples", samples, 2, 100)
                .time(
                        "logProbabilities",
                        logProbabilities,
                        Duration.ofMinutes(1),
                        Duration.ofHours(24))
                .orThrow();
    }

    /// Whether an endpoint is watched.
    public boolean watches(String endpoint) {
        return endpoints.isEmpty() || endpoints.contains(endpoint);
    }
}
