package dev.fleetward.testbed.season;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// One measured call of the thefastest.ai history. Immutable.
record Probe(
        String provider, String model, String region, int hourOfDay, double firstTokenSeconds) {
    private static final List<String> COLUMNS = List.of("time_utc", "region", "model", "ttft_s");

    /// Rows without a first token are left out.
    static List<Probe> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        List<String> header =
                lines.isEmpty() ? List.of() : Arrays.asList(lines.getFirst().split(",", -1));
        if (!header.containsAll(COLUMNS)) {
            throw new IllegalArgumentException(
                    "columns " + header + " (expected: " + String.join(",", COLUMNS) + ")");
        }
        List<Probe> probes = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            try {
                add(probes, header, lines.get(i).split(",", -1));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + lines.get(i), e);
            }
        }
        return probes;
    }

    private static void add(List<Probe> probes, List<String> header, String[] cells) {
        String model = cells[header.indexOf("model")];
        double seconds = Double.parseDouble(cells[header.indexOf("ttft_s")]);
        if (seconds > 0 && Double.isFinite(seconds)) {
            probes.add(
                    new Probe(
                            providerOf(model),
                            model,
                            cells[header.indexOf("region")],
                            Integer.parseInt(cells[header.indexOf("time_utc")].substring(11, 13)),
                            seconds));
        }
    }

    /// From the host or the prefix in the name; names without one are of the first weeks.
    static String providerOf(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        int slash = name.indexOf('/');
        String host = slash < 0 ? "" : name.substring(0, slash);
        if (host.startsWith("azure.")
                || name.endsWith(".azure")
                || host.endsWith(".azure")
                || name.endsWith("/azure")) {
            return "azure";
        }
        if (name.startsWith("gpt-")) {
            return "openai";
        }
        if (name.startsWith("claude-")) {
            return "anthropic";
        }
        if (name.startsWith("command-")) {
            return "cohere";
        }
        for (String known :
                List.of(
                        "octo",
                        "together",
                        "cloudflare",
                        "@cf",
                        "fireworks",
                        "perplexity",
                        "groq",
                        "databricks",
                        "anyscale")) {
            if (host.contains(known)) {
                return known.equals("@cf") ? "cloudflare" : known;
            }
        }
        return host.isEmpty() ? name : host;
    }
}
