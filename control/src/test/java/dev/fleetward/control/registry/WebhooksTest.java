package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.incident.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhooksTest {
    private static List<Webhook> good() {
        return Configs.loaded(Configs.GOOD).webhooks();
    }

    @Test
    void readsWebhooksWithTheirSecrets() {
        List<Webhook> webhooks = good();

        assertThat(webhooks)
                .extracting(Webhook::name)
                .containsExactly("everything", "slack", "pager");
        assertThat(webhooks.get(0).url().reveal())
                .isEqualTo("https://example.com/incidents?token=planted-url-token");
        assertThat(webhooks.get(0).shape()).isEqualTo(Webhook.Shape.JSON);
        assertThat(webhooks.get(1).url().reveal())
                .isEqualTo("https://hooks.example.com/services/planted-slack-token");
        assertThat(webhooks.get(1).owners()).containsExactly("platform");
        Webhook pager = webhooks.get(2);
        assertThat(pager.url().reveal()).isEqualTo("https://events.pagerduty.com/v2/enqueue");
        assertThat(pager.key()).isNotNull();
        assertThat(pager.severities()).containsExactly(Severity.PAGE);
    }

    @Test
    void printsNoSecret() {
        LoadResult.Loaded loaded = Configs.loaded(Configs.GOOD);

        assertThat(loaded.webhooks().toString()).doesNotContain("planted");
        assertThat(loaded.config().notifications().toString()).doesNotContain("planted");
    }

    @Test
    void refusesWhatItCannotReach() {
        Map<String, String> environment = new HashMap<>(Configs.ENVIRONMENT);
        environment.put("SLACK_WEBHOOK", "planted-no-url");
        String text =
                Configs.GOOD
                        .replace("owners: [platform] }", "owners: [platfrom] }")
                        .replace("shape: pagerduty, key: env:PAGERDUTY_KEY", "shape: pagerduty")
                        .replace("name: everything", "name: slack");

        String report = ProblemReport.text(Configs.rejected(text, environment));

        assertThat(report)
                .contains("no owner is called \"platfrom\"", "did you mean \"platform\"?")
                .contains("url: what env:SLACK_WEBHOOK holds is not a web address")
                .contains("key: absent (expected: a reference to PagerDuty's routing key)")
                .contains("the notification \"slack\" stands twice")
                .doesNotContain("planted");
    }

    @Test
    void oneMistakeIsOneErrorThatNamesItsKey() {
        assertThat(heads("{ name: a, url: \"ftp://x\" }"))
                .singleElement()
                .asString()
                .contains("url: neither a web address", "https:// URL, or env:NAME or file:PATH");
        assertThat(heads("{ name: a, shape: pagerduty, key: plain }"))
                .singleElement()
                .asString()
                .contains("key: a reference is expected");
        assertThat(heads("{ name: a, url: env:NOPE }"))
                .singleElement()
                .asString()
                .contains("url: the environment variable NOPE is not set");
    }

    private static List<String> heads(String notification) {
        return Configs.rejected("notifications: [" + notification + "]", Configs.ENVIRONMENT)
                .stream()
                .map(Problem::message)
                .toList();
    }
}
