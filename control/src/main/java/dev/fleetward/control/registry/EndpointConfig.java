package dev.fleetward.control.registry;

import java.net.URI;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// One provider, region and model address. Immutable.
@Doc("One provider, region and model address.")
public record EndpointConfig(
        @Doc(value = "Which provider.", example = "openai") String provider,
        @Doc(
                        value = "The model's name at the provider, or the Azure deployment.",
                        example = "gpt-4o")
                String model,
        @Doc(
                        value =
                                "The model's own name, where `model` is a deployment's. Deployments"
                                        + " of one model are compared with each other by it, and"
                                        + " priced by it where theirs have no price.",
                        example = "gpt-4o")
                @Nullable String deploymentOf,
        @Doc(
                        value =
                                "The region that it is asked for; the one in the provider's base"
                                        + " URL if absent, where its style is `vertex`.",
                        example = "us")
                @Nullable String region,
        @Doc(value = "The residency zone.", example = "eu") @Nullable String zone,
        @Doc(value = "The quota it draws from.", example = "openai-4o") @Nullable String pool,
        @Doc(value = "Who answers for it.", example = "platform") @Nullable String owner,
        @Doc("Limits of one attempt.") @Nullable TimeoutsConfig timeouts,
        @Doc(value = "Whether it takes no new calls.", orElse = "false") boolean drained,
        @Doc(
                        value =
                                "Whether the engine is told how urgent a call is, as vLLM's"
                                        + " `priority` (it must run with"
                                        + " `--scheduling-policy priority`).",
                        orElse = "false")
                boolean passPriority,
        @Doc("Its service level.") @Nullable SloConfig slo,
        @Doc(
                        value =
                                "The family of its model: endpoints of one family tend to fail"
                                        + " together, so they are tried last after each other.",
                        example = "gpt-4o")
                @Nullable String family,
        @Doc(value = "When its provider withdraws the model.", example = "2027-01-31")
                @Nullable LocalDate retires,
        @Doc(
                        value = "What to do when it fails; its owner's if absent.",
                        example = "https://wiki.example.com/openai-us")
                @Nullable URI runbook) {}
