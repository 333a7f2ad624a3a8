package dev.fleetward.testbed.paper;

import dev.fleetward.testbed.minibatch.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who asks when for how much. Immutable.
///
/// @param clients their names, in the order in which requests name them by index
/// @param weights of the clients: what a client of weight 2 gets beside one of weight 1 is twice as
///   much
/// @param requests in the order of arrival, numbered from 0
public record Experiment(
        String name, List<String> clients, List<Double> weights, List<Request> requests) {
    private static final String HEADER = "arrival_s,client,input_tokens,output_tokens";
    private static final String WEIGHTED = HEADER + ",weight";

    /// @param weight of the client
    record Row(long atNanos, String client, int inputTokens, int outputTokens, double weight) {}

    public Experiment {
        clients = List.copyOf(clients);
        weights = List.copyOf(weights);
        requests = List.copyOf(requests);
    }

    /// The weights as the schedulers take them.
    public double[] weightsArray() {
        return weights.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// Whether clients differ in weight.
    public boolean weighted() {
        return weights.stream().distinct().count() > 1;
    }

    public int longestInput() {
        return requests.stream().mapToInt(Request::inputTokens).max().orElse(0);
    }

    /// The same experiment with other weights.
    ///
    /// @throws IllegalArgumentException for a client that is not in it, or a weight that is not
    ///   positive
    public Experiment withWeights(Map<String, Double> byClient) {
        List<Double> changed = new ArrayList<>(weights);
        byClient.forEach((client, weight) -> {
            int index = clients.indexOf(client);
            if (index < 0) {
                throw new IllegalArgumentException(
                        "weight of " + client + " (expected: one of " + clients + ")");
            }
            changed.set(index, positive(weight));
        });
        return new Experiment(name, clients, changed, requests);
    }

    /// The files of the paper's experiments leave out the weights that their clients had.
    private Experiment withPaperWeights() {
        Map<String, Double> known = Suite.ofLabel(name).map(Suite::weights).orElse(Map.of());
        return clients.containsAll(known.keySet()) ? withWeights(known) : this;
    }

    /// Reads `arrival_s,client,input_tokens,output_tokens`, and a `weight` behind them if there is
    /// one. An experiment of the paper, known by the file's name, has the paper's weights.
    ///
    /// @throws IllegalArgumentException naming the line that is neither
    public static Experiment read(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String header = reader.readLine();
            String form = header == null ? "" : header.strip();
            if (!form.equals(HEADER) && !form.equals(WEIGHTED)) {
                throw new IllegalArgumentException(
                        "header \"" + form + "\" (expected: " + HEADER + "[,weight])");
            }
            List<Row> rows = new ArrayList<>();
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    rows.add(row(line.strip(), number, form.equals(WEIGHTED)));
                }
            }
            Experiment read = of(nameOf(file), rows);
            return form.equals(WEIGHTED) ? read : read.withPaperWeights();
        }
    }

    /// The file's name without `arrivals_` and `.csv`, as the paper calls it where it knows it.
    private static String nameOf(Path file) {
        String name =
                String.valueOf(file.getFileName())
                        .replaceFirst("\\.csv$", "")
                        .replaceFirst("^arrivals_", "");
        return Suite.ofLabel(name).map(Suite::label).orElse(name);
    }

    private static Row row(String line, int number, boolean weighted) {
        try {
            String[] cells = line.split(",", -1);
            if (cells.length != (weighted ? 5 : 4) || cells[1].isBlank()) {
                throw new IllegalArgumentException(cells.length + " cells");
            }
            Row row =
                    new Row(
                            new BigDecimal(cells[0]).movePointRight(9).longValue(),
                            cells[1],
                            Integer.parseInt(cells[2]),
                            Integer.parseInt(cells[3]),
                            weighted ? positive(Double.parseDouble(cells[4])) : 1);
            if (row.atNanos < 0 || row.inputTokens < 1 || row.outputTokens < 1) {
                throw new IllegalArgumentException("below what is possible");
            }
            return row;
        } catch (RuntimeException broken) {
            throw new IllegalArgumentException(
                    "line "
                            + number
                            + ": \""
                            + line
                            + "\" (expected: "
                            + (weighted ? WEIGHTED : HEADER)
                            + ", tokens and weight above 0)",
                    broken);
        }
    }

    private static double positive(double weight) {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("weight " + weight + " (expected: above 0)");
        }
        return weight;
    }

    /// An experiment of rows in any order. A client's first row says its weight.
    static Experiment of(String name, List<Row> rows) {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingLong(Row::atNanos));
        Map<String, Integer> indices = new LinkedHashMap<>();
        List<Double> weights = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (Row row : sorted) {
            Integer index = indices.get(row.client);
            if (index == null) {
                index = indices.size();
                indices.put(row.client, index);
                weights.add(row.weight);
            }
            requests.add(
                    new Request(
                            requests.size(),
                            row.atNanos,
                            index,
                            row.inputTokens,
                            row.outputTokens));
        }
        return new Experiment(name, List.copyOf(indices.keySet()), weights, requests);
    }
}
