package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.event.CallEvent.Served;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.gateway.provider.AnswerFacts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who served an attempt, from the body and the head of its answer. Stateless.
///
/// Azure's Responses API names the deployment in the body and the version in a header, so the
/// header wins; where it is missing, the deployment's name is no model's.
final class ServedBy {
    /// Names are kept in events; longer ones are cut.
    private static final int MOST_CHARS = 256;

    private ServedBy() {}

    static Served of(Attempt attempt, AnswerFacts facts) {
        return new Served(
                model(attempt, facts),
                region(attempt, facts),
                fingerprint(attempt, facts),
                facts.serviceTier,
                requestId(attempt));
    }

    /// The model that the provider says it served, or null.
    static @Nullable String model(Attempt attempt, AnswerFacts facts) {
        String told = header(attempt, "x-ms-served-model");
        if (told != null) {
            return told;
        }
        String model = facts.model;
        return model != null && isDeployment(model, attempt) ? null : model;
    }

    private static boolean isDeployment(String model, Attempt attempt) {
        Endpoint endpoint = attempt.endpoint();
        return attempt.call.operation == Operation.RESPONSES
                && (model.equals(header(attempt, "x-ms-deployment-name"))
                        || (endpoint.provider().style() == Provider.Style.AZURE
                                && model.equals(endpoint.model())));
    }

    /// The region that the provider says it served from, or null.
    static @Nullable String region(Attempt attempt, AnswerFacts facts) {
        String region = facts.region;
        return region != null && says(region) ? region : header(attempt, "x-ms-region");
    }

    private static @Nullable String fingerprint(Attempt attempt, AnswerFacts facts) {
        return facts.fingerprint != null
                ? facts.fingerprint
                : header(attempt, "azureml-model-session");
    }

    /// The name under which the provider, and its log, know the call.
    private static @Nullable String requestId(Attempt attempt) {
        for (String name : new String[] {"x-request-id", "request-id", "x-amzn-requestid"}) {
            String id = header(attempt, name);
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    /// A header that says something, or null.
    private static @Nullable String header(Attempt attempt, String name) {
        String value = attempt.header(name);
        if (value == null) {
            return null;
        }
        String text = value.strip();
        return text.isEmpty() || !says(text)
                ? null
                : text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text;
    }

    private static boolean says(String region) {
        return switch (region.toLowerCase(Locale.ROOT)) {
            case "not_available", "unknown", "none" -> false;
            default -> true;
        };
    }
}
