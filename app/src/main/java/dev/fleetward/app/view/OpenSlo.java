package dev.fleetward.app.view;

import dev.fleetward.core.objective.BurnWindow;
import java.math.BigDecimal;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Promises as OpenSLO v1 documents, one `SLO` for each and one `AlertPolicy` for each pair of
/// windows, from `/v1/objectives`. The indicators are this fleet's own burn rates, as Prometheus
/// scrapes them. Stateless.
public final class OpenSlo {
    private OpenSlo() {}

    public static String yaml(JsonNode answer) {
        StringBuilder yaml = new StringBuilder();
        BurnWindow.ALL.forEach(window -> policy(yaml, window));
        for (JsonNode each : answer.path("objectives")) {
            slo(yaml, each);
        }
        return yaml.toString();
    }

    private static String policyName(BurnWindow window) {
        return window.severity().label() + "-" + BurnWindow.label(window.longWindow());
    }

    private static void policy(StringBuilder yaml, BurnWindow window) {
        yaml.append(
                String.format(
                        Locale.ROOT,
                        """
                        ---
                        apiVersion: openslo/v1
                        kind: AlertPolicy
                        metadata:
                          name: %1$s
                        spec:
                          description: "The budget burns over %2$s times too fast, over %3$s and over %4$s."
                          alertWhenBreaching: true
                          alertWhenResolved: true
                          conditions:
                            - kind: AlertCondition
                              metadata:
                                name: %1$s-burn
                              spec:
                                severity: %5$s
                                condition:
                                  kind: burnrate
                                  op: gt
                                  threshold: %2$s
                                  lookbackWindow: %3$s
                                  alertAfter: %4$s
                          notificationTargets: []
                        """,
                        policyName(window),
                        window.rateTenths() / 10.0,
                        BurnWindow.label(window.longWindow()),
                        BurnWindow.label(window.shortWindow()),
                        window.severity().label()));
    }

    private static void slo(StringBuilder yaml, JsonNode each) {
        String kind = each.path("kind").asString("");
        String name = each.path("name").asString("");
        String measure = each.path("measure").asString("");
        double target = share(each.path("target").asString("0%"));
        String identity =
                (kind + "-" + name + "-" + measure)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9-]+", "-");
        yaml.append(
                String.format(
                        Locale.ROOT,
                        """
                        ---
                        apiVersion: openslo/v1
                        kind: SLO
                        metadata:
                          name: %1$s
                          labels:
                            owner: %2$s
                        spec:
                          description: %3$s
                          service: %4$s
                          indicator:
                            metadata:
                              name: %1$s
                            spec:
                              ratioMetric:
                                counter: false
                                rawType: failure
                                raw:
                                  metricSource:
                                    type: Prometheus
                                    spec:
                                      query: %5$s
                          timeWindow:
                            - duration: 30d
                              isRolling: true
                          budgetingMethod: Occurrences
                          objectives:
                            - displayName: %6$s
                              target: %7$s
                          alertPolicies:
                        """,
                        identity,
                        quoted(each.path("owner").asString("nobody")),
                        quoted(words(each)),
                        quoted(name),
                        quoted(
                                String.format(
                                        Locale.ROOT,
                                        "fleetward_slo_burn_rate{kind=\"%s\",name=\"%s\",measure=\"%s\",window=\"5m\"} * %s",
                                        kind,
                                        name,
                                        measure,
                                        number(1 - target))),
                        quoted(measure),
                        number(target)));
        for (BurnWindow window : BurnWindow.ALL) {
            yaml.append("    - alertPolicyRef: ").append(policyName(window)).append('\n');
        }
    }

    private static String words(JsonNode each) {
        String who = each.path("kind").asString("") + " " + each.path("name").asString("");
        return each.hasNonNull("limitMillis")
                ? who
                        + " keeps its "
                        + each.path("measure").asString("")
                        + " of "
                        + number(each.path("limitMillis").asDouble())
                        + " ms"
                : who + " gives sound answers";
    }

    private static double share(String percent) {
        return Double.parseDouble(percent.replace("%", "")) / 100;
    }

    /// Without the noise of binary fractions.
    private static String number(double value) {
        return new BigDecimal(String.format(Locale.ROOT, "%.6f", value))
                .stripTrailingZeros()
                .toPlainString();
    }

    /// As a YAML text within double quotes.
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
