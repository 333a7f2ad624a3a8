package dev.fleetward.control.registry;

import dev.fleetward.core.incident.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A webhook that is told of incidents. Immutable.
@Doc("A webhook that is told of incidents. `docs/INCIDENTS.md` shows what it gets.")
public record NotificationConfig(
        @Doc(value = "Its name in reports.", example = "platform-slack") String name,
        @Doc(
                        value =
                                "Its address: a URL, or `env:NAME` or `file:PATH` where the URL is"
                                        + " a secret itself, as Slack's are. PagerDuty's if absent"
                                        + " and that is its shape.",
                        example = "env:SLACK_WEBHOOK",
                        sensitive = true)
                @Nullable WebhookAddress url,
        @Doc(
                        value =
                                "`json` for what Fleetward knows, `slack` for a message, `pagerduty`"
                                        + " for an event of its Events API v2.",
                        orElse = "json")
                Webhook.Shape shape,
        @Doc(
                        value =
                                "PagerDuty's routing key; for the shape `json` a bearer token."
                                        + " `env:NAME` or `file:PATH`, never the secret itself.",
                        example = "env:PAGERDUTY_KEY",
                        sensitive = true)
                @Nullable SecretReference key,
        @Doc(
                        value =
                                "It is told of what concerns these owners; of everything if absent.",
                        example = "[platform]")
                List<String> owners,
        @Doc(
                        value = "It is told of incidents this urgent; of all if absent.",
                        example = "[page, ticket]")
                List<Severity> severities) {

    public NotificationConfig {
        owners = List.copyOf(owners);
        severities = List.copyOf(severities);
        new Expect()
                .that(
                        "url",
                        url != null || shape == Webhook.Shape.PAGERDUTY,
                        "absent",
                        "a URL, or a reference to one")
                .that(
                        "key",
                        key != null || shape != Webhook.Shape.PAGERDUTY,
                        "absent",
                        "a reference to PagerDuty's routing key")
                .orThrow();
    }
}
