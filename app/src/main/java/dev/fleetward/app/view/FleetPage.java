package dev.fleetward.app.view;

import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.Screen;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.app.terminal.Units;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.core.view.QuotaView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The two tables of a running fleet, as lines of text. Immutable.
///
/// @param waiting calls that wait for a pool, by feature
/// @param open attempts under way, by endpoint
/// @param resting endpoints that do not take all their calls now, with the reason
public record FleetPage(
        List<Line> features,
        List<Line> endpoints,
        Map<String, Long> waiting,
        Map<String, Long> open,
        Map<String, String> resting) {

    public FleetPage {
        features = List.copyOf(features);
        endpoints = List.copyOf(endpoints);
        waiting = Map.copyOf(waiting);
        open = Map.copyOf(open);
        resting = Map.copyOf(resting);
    }

    /// With what a gateway in this process holds now.
    public static FleetPage of(List<Line> features, List<Line> endpoints, GatewayView gateway) {
        Map<String, Long> open = new HashMap<>();
        Map<String, String> resting = new HashMap<>();
        for (GatewayView.EndpointView endpoint : gateway.endpoints()) {
            open.put(endpoint.endpoint(), endpoint.open());
            String state = endpoint.drained() ? "drained" : endpoint.health().standing();
            if (!state.isEmpty()) {
                resting.put(endpoint.endpoint(), state);
            }
        }
        Map<String, Long> waiting = new HashMap<>();
        for (QuotaView.PoolView pool : gateway.quotas().pools()) {
            pool.queues()
                    .forEach(queue -> waiting.merge(queue.feature(), queue.waiting(), Long::sum));
        }
        return new FleetPage(features, endpoints, waiting, open, resting);
    }

    public List<String> render(Screen screen) {
        Ink ink = screen.ink();
        List<String> lines = new ArrayList<>();
        lines.addAll(featureTable().render(screen.columns(), ink));
        lines.add("");
        lines.addAll(endpointTable().render(screen.columns(), ink));
        return lines;
    }

    private TextTable featureTable() {
        TextTable table = sums(new TextTable().words("feature").numbers("calls"));
        table.numbers("waiting")
                .numbers("wait p95")
                .numbers("refused")
                .numbers("hung up")
                .numbers("errors");
        for (Line line : features) {
            List<Cell> row = sums(line);
            row.add(plain(Units.count(waiting.getOrDefault(line.name(), 0L))));
            row.add(plain(Units.duration((double) line.waitP95())));
            row.add(count(line.refused()));
            row.add(plain(Units.count(line.aborted())));
            row.add(errors(line));
            table.row(row);
        }
        return table;
    }

    private TextTable endpointTable() {
        TextTable table = sums(new TextTable().words("endpoint").numbers("tries"));
        table.numbers("open").numbers("errors").words("state");
        for (Line line : endpoints) {
            List<Cell> row = sums(line);
            row.add(plain(Units.count(open.getOrDefault(line.name(), 0L))));
            row.add(errors(line));
            String state = resting.getOrDefault(line.name(), "");
            row.add(new Cell(state.isEmpty() ? "serving" : state, !state.isEmpty()));
            table.row(row);
        }
        return table;
    }

    private static TextTable sums(TextTable table) {
        return table.numbers("tokens in")
                .numbers("tokens out")
                .numbers("cost")
                .numbers("ttft p50")
                .numbers("p95");
    }

    private static List<Cell> sums(Line line) {
        List<Cell> row = new ArrayList<>();
        row.add(plain(line.name()));
        row.add(plain(Units.count(line.calls())));
        row.add(plain(Units.count(line.inputTokens())));
        row.add(plain(Units.count(line.outputTokens())));
        row.add(plain(cost(line)));
        row.add(plain(Units.duration((double) line.firstTokenP50())));
        row.add(plain(Units.duration((double) line.firstTokenP95())));
        return row;
    }

    /// What is partly unpriced is a lower bound.
    private static String cost(Line line) {
        if (line.unpriced() == 0) {
            return Units.usd(line.costNanos());
        }
        return line.costNanos() == 0 ? "?" : "≥" + Units.usd(line.costNanos());
    }

    private static Cell errors(Line line) {
        String share = line.failed() == 0 ? "" : " " + Units.percent(line.failed(), line.calls());
        return new Cell(Units.count(line.failed()) + share, line.failed() > 0);
    }

    private static Cell count(long count) {
        return new Cell(Units.count(count), count > 0);
    }

    private static Cell plain(String text) {
        return new Cell(text, false);
    }
}
