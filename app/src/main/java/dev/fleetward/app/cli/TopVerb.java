package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.StopSignal;
import dev.fleetward.app.terminal.LiveView;
import dev.fleetward.app.terminal.Screen;
import dev.fleetward.app.terminal.Units;
import dev.fleetward.app.view.FleetPage;
import dev.fleetward.app.view.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `top`. Confined to the main thread.
@Command(
        name = "top",
        description = "Features and endpoints, live, from the ledger.",
        sortOptions = false)
final class TopVerb implements Callable<Integer> {
    private static final long REFRESH_SECONDS = 1;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "What ended within this time. Default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--once", description = "Print one reading and end.")
    private boolean once;

    TopVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (StopSignal stop = StopSignal.listen();
                AdminClient admin = AdminClient.find(host, data);
                LiveView view = new LiveView(host.out(), host.screen())) {
            do {
                Screen screen = host.screen().resized();
                List<String> lines = lines(admin, screen);
                if (once) {
                    lines.forEach(host.out()::println);
                    return 0;
                }
                view.paint(lines, screen, host.clock().nanos());
            } while (!stop.await(REFRESH_SECONDS, TimeUnit.SECONDS));
        }
        return 0;
    }

    private List<String> lines(AdminClient admin, Screen screen) {
        JsonNode gateway = admin.get("/v1/status").path("gateway");
        Rows live = Rows.of(admin.get("/v1/live?seconds=" + seconds));
        List<String> lines = new ArrayList<>();
        lines.add(
                screen.ink()
                        .bold(
                                admin.node().gateway()
                                        + "  the last "
                                        + seconds
                                        + " s; "
                                        + gateway.path("openCalls").asLong(0)
                                        + " under way, "
                                        + gateway.path("queued").asLong(0)
                                        + " queued, "
                                        + Units.count(gateway.path("calls").asLong(0))
                                        + " calls since the start"));
        lines.add("");
        lines.addAll(
                page(live, admin.get("/v1/fleet").path("endpoints"), admin.get("/v1/pools"))
                        .render(screen));
        return lines;
    }

    private static FleetPage page(Rows live, JsonNode endpoints, JsonNode quotas) {
        Map<String, Long> open = new HashMap<>();
        Map<String, String> resting = new HashMap<>();
        for (JsonNode endpoint : endpoints) {
            String name = endpoint.path("name").asString("");
            open.put(name, endpoint.path("open").asLong(0));
            String state =
                    endpoint.path("state").asString("").equals("drained")
                            ? "drained"
                            : endpoint.path("standing").asString("");
            if (!state.isEmpty()) {
                resting.put(name, state);
            }
        }
        Map<String, Long> waiting = new HashMap<>();
        for (JsonNode pool : quotas.path("pools")) {
            for (JsonNode queue : pool.path("queues")) {
                waiting.merge(
                        queue.path("feature").asString(""),
                        queue.path("waiting").asLong(0),
                        Long::sum);
            }
        }
        return new FleetPage(
                lines(live, "feature"), lines(live, "endpoint"), waiting, open, resting);
    }

    private static List<Line> lines(Rows live, String kind) {
        List<Line> lines = new ArrayList<>();
        for (int row = 0; row < live.size(); row++) {
            if (live.at(row, "kind").asString("").equals(kind)) {
                boolean calls = kind.equals("feature");
                lines.add(
                        new Line(
                                live.at(row, "name").asString("–"),
                                live.number(row, calls ? "calls" : "attempts"),
                                live.number(row, "succeeded"),
                                live.number(row, "failed"),
                                live.number(row, "refused"),
                                live.number(row, "aborted"),
                                live.number(row, "input_tokens"),
                                live.number(row, "output_tokens"),
                                live.number(row, "cost_nano_usd"),
                                live.number(row, "unpriced"),
                                nanos(live, row, "first_token_p50_ms"),
                                nanos(live, row, "first_token_p95_ms"),
                                nanos(live, row, "queued_p95_ms")));
            }
        }
        return lines;
    }

    private static long nanos(Rows live, int row, String column) {
        JsonNode millis = live.at(row, column);
        return millis.isNumber() ? Math.round(millis.asDouble() * NANOS_PER_MILLI) : -1;
    }
}
