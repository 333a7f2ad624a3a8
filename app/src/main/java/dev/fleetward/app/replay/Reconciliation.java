package dev.fleetward.app.replay;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.load.LoadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether the ledger agrees with a replay. Immutable.
///
/// @param notCompared what could not be held against anything, with the reason; empty if nothing
public record Reconciliation(List<Check> checks, List<String> notCompared) {
    /// Longer than a drain may take by default, so that hung-up calls are settled.
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(150);

    private static final long POLL_MILLIS = 250;

    private static final String SUMS =
            """
            SELECT count(*) FILTER (is_last AND outcome = 'succeeded') AS succeeded,
                count(*) FILTER (is_last AND outcome = 'refused') AS refused,
                count(*) FILTER (is_last AND outcome = 'aborted') AS aborted,
                count(*) FILTER (is_last AND outcome IN ('failed', 'unknown')) AS failed,
                coalesce(sum(@INPUT@) FILTER (is_last AND outcome = 'succeeded'), 0)::BIGINT AS input,
                coalesce(sum(output_tokens) FILTER (is_last AND outcome = 'succeeded'), 0)::BIGINT AS output,
                coalesce(sum(@INPUT@), 0)::BIGINT AS all_input,
                coalesce(sum(output_tokens), 0)::BIGINT AS all_output
            FROM events\
            """
                    .replace(
                            "@INPUT@",
                            "coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0)"
                                    + " + coalesce(cache_write_tokens, 0)"
                                    + " + coalesce(cache_write_long_tokens, 0)");

    public Reconciliation {
        checks = List.copyOf(checks);
        notCompared = List.copyOf(notCompared);
    }

    public boolean agrees() {
        return checks.stream().allMatch(Check::equal);
    }

    /// Compares, once the ledger has what the replay did.
    ///
    /// @param job the job under which the calls were made
    public static Reconciliation of(AdminClient admin, String job, LoadReport load, Clock clock)
            throws InterruptedException {
        boolean quiet = awaitSettled(admin, job, load, clock);
        List<Check> checks = new ArrayList<>();
        List<String> notCompared = new ArrayList<>();
        Rows ledger = sums(admin, job);
        rows(checks, load);
        ledgerOf(checks, notCompared, load, ledger);
        bills(checks, notCompared, admin, quiet);
        return new Reconciliation(checks, notCompared);
    }

    private static void rows(List<Check> checks, LoadReport load) {
        checks.add(
                new Check(
                        "rows: completed + refused + failed + hung up + not sent",
                        load.rows(),
                        load.completed()
                                + load.refused()
                                + load.failed()
                                + load.hungUp()
                                + load.notSent()));
        checks.add(
                new Check(
                        "input tokens told to callers (trace)",
                        load.wantedTokens().input(),
                        load.completedTokens().input()));
        checks.add(
                new Check(
                        "output tokens told to callers (trace)",
                        load.wantedTokens().output(),
                        load.completedTokens().output()));
    }

    /// A caller who leaves when the answer is whole already looks like one who stayed, so with
    /// hang-ups only the sum of both is known from outside.
    private static void ledgerOf(
            List<Check> checks, List<String> notCompared, LoadReport load, Rows ledger) {
        checks.add(
                new Check(
                        "calls completed or hung up",
                        load.completed() + load.hungUp(),
                        ledger.number(0, "succeeded") + ledger.number(0, "aborted")));
        checks.add(new Check("calls refused", load.refused(), ledger.number(0, "refused")));
        if (load.hungUp() > 0) {
            notCompared.add(
                    "tokens of completed calls with the trace: who left late and who stayed cannot be told apart from outside");
            return;
        }
        checks.add(
                new Check(
                        "input tokens of completed calls (trace)",
                        load.wantedTokens().input(),
                        ledger.number(0, "input")));
        checks.add(
                new Check(
                        "output tokens of completed calls (trace)",
                        load.wantedTokens().output(),
                        ledger.number(0, "output")));
    }

    /// The bills know no jobs, so everything since the start is compared, and only while nothing
    /// else runs.
    private static void bills(
            List<Check> checks, List<String> notCompared, AdminClient admin, boolean quiet) {
        List<RuntimeFile.Simulated> providers = admin.node().simulated();
        if (providers.isEmpty()) {
            return;
        }
        Bill bill = quiet ? Bill.of(providers) : null;
        if (bill == null || bill.open() > 0) {
            notCompared.add(
                    "tokens with the providers' bills: other calls run meanwhile (start the demonstration with --no-traffic)");
            return;
        }
        Rows all = sums(admin, null);
        checks.add(
                new Check(
                        "input tokens of all calls (bills)",
                        bill.input(),
                        all.number(0, "all_input")));
        checks.add(
                new Check(
                        "output tokens of all calls (bills)",
                        bill.output(),
                        all.number(0, "all_output")));
    }

    private static Rows sums(AdminClient admin, @Nullable String job) {
        String query = job == null ? SUMS : SUMS + " WHERE job = '" + job + "'";
        return Rows.of(
                admin.post(
                        "/v1/ledger/sql", new JsonMapper().createObjectNode().put("query", query)));
    }

    /// Waits until the ledger has taken everything and no drain is under way, within a limit.
    ///
    /// @return whether nothing else runs at the node
    private static boolean awaitSettled(AdminClient admin, String job, LoadReport load, Clock clock)
            throws InterruptedException {
        long sure = load.completed() + load.hungUp();
        long deadline = clock.nanos() + SETTLE_LIMIT.toNanos();
        long callsBefore = -1;
        boolean quiet = false;
        while (clock.nanos() < deadline) {
            JsonNode status = admin.get("/v1/status");
            JsonNode gateway = status.path("gateway");
            boolean taken = status.path("ledger").path("waitingBytes").asLong(0) == 0;
            boolean idle =
                    gateway.path("openCalls").asLong(0) == 0
                            && gateway.path("drains").asLong(0) == 0;
            long calls = gateway.path("calls").asLong(0);
            quiet = taken && idle && calls == callsBefore;
            if (quiet || (calls != callsBefore && callsBefore >= 0 && has(admin, job, sure))) {
                return quiet;
            }
            callsBefore = calls;
            Thread.sleep(POLL_MILLIS);
        }
        return quiet;
    }

    private static boolean has(AdminClient admin, String job, long calls) {
        Rows rows = sums(admin, job);
        return rows.number(0, "succeeded") + rows.number(0, "aborted") >= calls;
    }
}
