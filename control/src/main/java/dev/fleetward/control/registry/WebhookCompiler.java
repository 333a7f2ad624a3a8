package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Fetches the secrets of webhooks and looks their owners up. Confined to one load.
final class WebhookCompiler {
    private static final String PAGERDUTY = "https://events.pagerduty.com/v2/enqueue";

    private final Findings findings;
    private final Credentials credentials;
    private final RandomGenerator random;

    WebhookCompiler(Findings findings, Credentials credentials, RandomGenerator random) {
        this.findings = findings;
        this.credentials = credentials;
        this.random = random;
    }

    List<Webhook> compile(List<NotificationConfig> configs) {
        List<Webhook> webhooks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < configs.size(); i++) {
            NotificationConfig config = configs.get(i);
            String path = findings.item("notifications", i);
            if (!names.add(config.name())) {
                findings.error(
                        findings.value(Findings.path(path, "name")),
                        path,
                        "the notification \"" + config.name() + "\" stands twice");
            }
            owners(config, path);
            Secret url = url(config.url(), Findings.path(path, "url"));
            Secret key =
                    config.key() == null
                            ? null
                            : credentials.resolve(config.key(), Findings.path(path, "key"));
            if (url != null) {
                webhooks.add(
                        new Webhook(
                                config.name(),
                                url,
                                config.shape(),
                                key,
                                Set.copyOf(config.owners()),
                                Set.copyOf(config.severities())));
            }
        }
        return webhooks;
    }

    private void owners(NotificationConfig config, String path) {
        String ownersPath = Findings.path(path, "owners");
        for (int i = 0; i < config.owners().size(); i++) {
            String owner = config.owners().get(i);
            if (!findings.names(Findings.path("owners", owner))) {
                String ownerPath = findings.item(ownersPath, i);
                findings.error(
                        findings.value(ownerPath),
                        ownerPath,
                        "no owner is called \"" + owner + "\"",
                        Nearest.to(owner, findings.namesUnder("owners")));
            }
        }
    }

    private @Nullable Secret url(@Nullable WebhookAddress address, String path) {
        return switch (address) {
            case null -> masked(PAGERDUTY);
            case WebhookAddress.Plain plain -> masked(plain.url().toString());
            case WebhookAddress.Kept kept -> {
                Secret url = credentials.resolve(kept.reference(), path);
                if (url != null) {
                    try {
                        WebhookAddress.url(url.reveal());
                    } catch (IllegalArgumentException notAUrl) {
                        findings.error(
                                findings.value(path),
                                path,
                                "url: what " + kept + " holds is " + notAUrl.getMessage());
                    }
                }
                yield url;
            }
        };
    }

    private Secret masked(String url) {
        byte[] mask = new byte[url.getBytes(StandardCharsets.UTF_8).length];
        random.nextBytes(mask);
        return new Secret("a plain URL", url, mask);
    }
}
