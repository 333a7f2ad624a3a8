package dev.fleetward.app.docs;

import dev.fleetward.control.admin.AdminServer;
import dev.fleetward.control.incident.IncidentLimits;
import dev.fleetward.control.ledger.LedgerReference;
import dev.fleetward.control.registry.ConfigReference;
import dev.fleetward.control.registry.JsonSchema;
import dev.fleetward.control.registry.LimitsReference;
import dev.fleetward.core.quota.QuotaLimits;
import dev.fleetward.core.snapshot.FixedLimit;
import dev.fleetward.gateway.judge.JudgeLimits;
import dev.fleetward.gateway.observe.ObserveLimits;
import dev.fleetward.gateway.relay.RelayLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All pages that are made from code, by the name of their file in `docs/`. Stateless.
public final class GeneratedDocs {
    private GeneratedDocs() {}

    public static SortedMap<String, String> pages() {
        return new TreeMap<>(
                Map.of(
                        "BREAKERS.md", BreakerPage.markdown(),
                        "CONFIGURATION.md", ConfigReference.markdown(),
                        "FAILURES.md", FailureTable.markdown(),
                        "LEDGER.md", ledger(),
                        "LIMITS.md", LimitsReference.markdown(fixed()),
                        "fleetward.schema.json", JsonSchema.text()));
    }

    private static List<LimitsReference.Fixed> fixed() {
        List<LimitsReference.Fixed> all = new ArrayList<>();
        for (FixedLimit limit : RelayLimits.fixed()) {
            all.add(new LimitsReference.Fixed(limit.name(), limit.value(), limit.meaning()));
        }
        for (FixedLimit limit : JudgeLimits.fixed()) {
            all.add(new LimitsReference.Fixed(limit.name(), limit.value(), limit.meaning()));
        }
        for (FixedLimit limit : ObserveLimits.fixed()) {
            all.add(new LimitsReference.Fixed(limit.name(), limit.value(), limit.meaning()));
        }
        for (FixedLimit limit : QuotaLimits.fixed()) {
            all.add(new LimitsReference.Fixed(limit.name(), limit.value(), limit.meaning()));
        }
        all.addAll(AdminServer.limits());
        all.addAll(IncidentLimits.fixed());
        return all;
    }

    private static String ledger() {
        return """
        # Ledger

        <!-- Generated from the table's definition. Do not edit. -->

        `fleetward ledger --sql QUERY` asks the table `events`: one row for each attempt of each call. A call that was tried twice has two rows; `is_last` marks the one that ended it, so calls are counted with `WHERE is_last`, tokens and cost without it.

        """
                + LedgerReference.columns();
    }
}
