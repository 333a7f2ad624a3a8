package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.season.SeasonState;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileBook;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about what is usual at which hour. Thread-safe.
final class SeasonRoutes {
    private final Sources sources;

    SeasonRoutes(Sources sources) {
        this.sources = sources;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/seasons",
                        "What is usual at which hour of the week, and what is to be expected in the"
                                + " next day.",
                        this::seasons,
                        optional(
                                "endpoint",
                                "string",
                                "This endpoint in full; all of them in short if absent."),
                        optional(
                                "size",
                                "string",
                                "Of the prompts: `small`, `medium`, `large`, `huge`; that with the"
                                        + " most calls if absent.")));
    }

    static Map<String, @Nullable Object> state(SeasonState state) {
        return members(
                "known", state.known(),
                "trouble", state.trouble(),
                "callsWithoutHistory", state.withoutHistory(),
                "callsMissed", state.missed(),
                "bytes", state.bytes());
    }

    private Reply seasons(Question question) throws AdminFault {
        String endpoint = question.text("endpoint");
        PromptSize size = size(question.text("size"));
        Map<ProfileKey, Double> weights = sources.seasons().weights();
        List<ProfileKey> busiest = busiest(weights, endpoint, size);
        if (endpoint != null && busiest.isEmpty() && !endpoints().contains(endpoint)) {
            throw Unknown.name("endpoint", endpoint, endpoints());
        }
        List<Object> profiles = new ArrayList<>();
        for (ProfileKey key : busiest) {
            profiles.add(
                    endpoint == null
                            ? ProfilesView.brief(sources.seasons(), key, weight(weights, key))
                            : ProfilesView.full(sources.seasons(), key, weights));
        }
        return Reply.json(
                members(
                        "state",
                        state(sources.seasons().state()),
                        "endpoint",
                        endpoint,
                        "seasons",
                        profiles,
                        "missing",
                        missing(weights, endpoint)));
    }

    /// Endpoints of which nothing is usual yet, and what that takes.
    private List<Object> missing(Map<ProfileKey, Double> weights, @Nullable String only) {
        var snapshot = sources.snapshot().get();
        if (snapshot == null || !sources.seasons().state().known()) {
            return List.of();
        }
        Map<String, Double> most = new TreeMap<>();
        snapshot.endpoints().keySet().forEach(name -> most.put(name, -1.0));
        weights.forEach((key, weight) -> {
            if (key.measure() == Measure.FIRST_TOKEN_LESS_PREFILL) {
                most.computeIfPresent(key.endpoint(), (_, known) -> Math.max(known, weight));
            }
        });
        List<Object> missing = new ArrayList<>();
        most.forEach((name, weight) -> {
            if (weight < ProfileBook.LEAST_VALUES && (only == null || only.equals(name))) {
                missing.add(
                        members(
                                "endpoint",
                                name,
                                "calls",
                                Math.max(0, Math.round(weight)),
                                "needed",
                                ProfileBook.LEAST_VALUES,
                                "words",
                                words(weight)));
            }
        });
        return missing;
    }

    private static String words(double weight) {
        return weight < 0
                ? "no streamed answer in the last six weeks"
                : weight == 0
                        ? "streamed answers of this hour alone, which counts when it is over"
                        : Math.round(weight)
                                + " streamed answers in hours that are over, of "
                                + ProfileBook.LEAST_VALUES;
    }

    private Set<String> endpoints() {
        FleetSnapshot snapshot = sources.snapshot().get();
        return snapshot == null ? Set.of() : snapshot.endpoints().keySet();
    }

    static double weight(Map<ProfileKey, Double> weights, ProfileKey key) {
        return weights.getOrDefault(key, 0.0);
    }

    /// For each endpoint and region, first tokens of prompts of that size, or of the size with the
    /// most calls.
    private static List<ProfileKey> busiest(
            Map<ProfileKey, Double> weights, @Nullable String endpoint, @Nullable PromptSize size) {
        Map<String, ProfileKey> busiest = new TreeMap<>();
        weights.forEach((key, weight) -> {
            if (key.measure() == Measure.FIRST_TOKEN_LESS_PREFILL
                    && (endpoint == null || endpoint.equals(key.endpoint()))
                    && (size == null || size == key.size())) {
                busiest.merge(
                        key.endpoint() + '\n' + key.region(),
                        key,
                        (one, other) -> weight(weights, one) >= weight ? one : other);
            }
        });
        return busiest.values().stream()
                .sorted(
                        Comparator.comparing(ProfileKey::endpoint)
                                .thenComparing(ProfileKey::region))
                .toList();
    }

    private static @Nullable PromptSize size(@Nullable String label) throws AdminFault {
        if (label == null) {
            return null;
        }
        for (PromptSize size : PromptSize.values()) {
            if (label(size).equals(label)) {
                return size;
            }
        }
        throw AdminFault.badRequest(
                "size (expected: one of "
                        + Arrays.stream(PromptSize.values()).map(SeasonRoutes::label).toList()
                        + ")");
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
