package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Where a drill plays: its simulated fleet, and a node in front of it in a process of its own,
/// from their start to their end. Confined to one thread.
final class Stage implements AutoCloseable {
    /// For everything that is under way to end, and for the ledger to take it.
    static final Duration REST_LIMIT = Duration.ofSeconds(60);

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration AUDIT_LIMIT = Duration.ofSeconds(15);
    private static final Duration END_LIMIT = Duration.ofSeconds(45);

    private final Fleet fleet;
    private final NodeProcess node;
    private final Clock clock;
    private final Consumer<String> progress;

    /// A simulated fleet that runs.
    interface Fleet extends AutoCloseable {
        /// The configuration of a node in front of it.
        String yaml();
    }

    private Stage(Fleet fleet, NodeProcess node, Clock clock, Consumer<String> progress) {
        this.fleet = fleet;
        this.node = node;
        this.clock = clock;
        this.progress = progress;
    }

    /// Starts a node in front of the fleet, which is closed if it cannot be.
    ///
    /// @param folder gets the configuration, the node's data and its output
    /// @param flags for the node's Java, besides this process's own
    /// @param progress told what is being done
    static Stage open(
            Fleet fleet, Path folder, List<String> flags, Clock clock, Consumer<String> progress)
            throws Exception {
        try {
            progress.accept("starting a node in " + folder);
            return new Stage(
                    fleet, NodeProcess.start(folder, fleet.yaml(), flags), clock, progress);
        } catch (Exception failed) {
            fleet.close();
            throw failed;
        }
    }

    RuntimeFile awaitServing() throws InterruptedException {
        return node.awaitServing(START_LIMIT);
    }

    AdminClient admin() {
        return node.admin();
    }

    /// What the node printed.
    String output() {
        return node.output();
    }

    void tell(String step) {
        progress.accept(step);
    }

    /// Whether no call is under way at the node, and its ledger has all of them.
    static boolean isAtRest(AdminClient admin) {
        JsonNode status = admin.get("/v1/status");
        return status.at("/gateway/openCalls").asLong(-1) == 0
                && status.at("/gateway/drains").asLong(-1) == 0
                && status.at("/ledger/waitingBytes").asLong(-1) == 0;
    }

    /// Goes on after the limit in any case: what is missing then is found by the audit.
    void await(BooleanSupplier condition, Duration limit, long lookMillis)
            throws InterruptedException {
        long end = clock.nanos() + limit.toNanos();
        while (!condition.getAsBoolean() && clock.nanos() - end < 0) {
            Thread.sleep(lookMillis);
        }
    }

    /// What a drill showed, as far as it can be told now.
    interface Look<R> {
        R look() throws InterruptedException;
    }

    /// Looks again until nothing is wrong, since the ledger takes what is left in the background,
    /// or until it has had time enough.
    <R extends Drill.Report> R audit(Look<R> look, long lookMillis) throws InterruptedException {
        long end = clock.nanos() + AUDIT_LIMIT.toNanos();
        while (true) {
            R report = look.look();
            if (report.held() || clock.nanos() - end > 0) {
                return report;
            }
            Thread.sleep(lookMillis);
        }
    }

    /// Ends the node and the simulated fleet.
    @Override
    public void close() throws Exception {
        try {
            node.end(END_LIMIT);
        } finally {
            fleet.close();
        }
    }
}
