package dev.fleetward.core.region;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.region.VersionTruth.Served;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A route's version policy, applied to what its endpoints showed. Immutable; made once for a
/// truth, asked for every call.
///
/// An endpoint serves a call if every version that it lately served is allowed: one that mixes in a
/// version which is not, is held. Where nothing is known of an endpoint, it is taken at its word if
/// it was sent a dated name; else it serves where nobody who is known may, and calls that are
/// chosen for the canary, so that it becomes known. An endpoint that is held is seen again by
/// probes and canaries alone.
public final class VersionGate {
    /// One endpoint of the route.
    ///
    /// @param sent the model's name, or the deployment's, as it is sent
    /// @param lineage the name under which endpoints are compared: see [Lineages]
    public record Candidate(String endpoint, String sent, String lineage) {
        /// What it was asked for, where that is listed by name or pins a version; else null.
        private @Nullable String asked(Set<String> listed) {
            if (listed.contains(lineage) || VersionName.isDated(lineage)) {
                return lineage;
            }
            String plain = VersionName.plain(sent);
            return listed.contains(plain) ? plain : null;
        }

        private Judged judged(Standing standing, String reason, Predicate<String> allowed) {
            return new Judged(standing, reason, allowed, lineage);
        }
    }

    private enum Standing {
        ALLOWED,
        UNKNOWN,
        NEW,
        REJECTED
    }

    /// @param allowed of the versions that it may answer as, by the policy alone
    private record Judged(
            Standing standing, String reason, Predicate<String> allowed, String lineage) {}

    private static final Judged FREE = new Judged(Standing.ALLOWED, "", version -> true, "");

    private final int canaryPerMillion;
    private final Map<String, Judged> endpoints;
    private final Promotions promotions;

    private VersionGate(
            int canaryPerMillion, Map<String, Judged> endpoints, Promotions promotions) {
        this.canaryPerMillion = canaryPerMillion;
        this.endpoints = Map.copyOf(endpoints);
        this.promotions = promotions;
    }

    /// @param route all its endpoints, whether or not they take calls now
    public static VersionGate of(
            VersionPolicy policy,
            List<Candidate> route,
            VersionTruth truth,
            Promotions promotions) {
        Map<String, Judged> judged = new HashMap<>();
        switch (policy) {
            case VersionPolicy.Any any -> {}
            case VersionPolicy.Hold hold ->
                    route.forEach(it -> {
                        List<Served> shown = shown(it, truth, hold.allowed());
                        String complaint = "not on the allow-list";
                        judged.put(
                                it.endpoint(),
                                judge(it, shown, hold.allowed()::contains, promotions, complaint));
                    });
            case VersionPolicy.Common common ->
                    route.forEach(it -> {
                        Predicate<String> everywhere = common(it.lineage(), route, truth);
                        List<Served> shown = shown(it, truth, Set.of());
                        String complaint = "not what all its regions serve";
                        judged.put(
                                it.endpoint(), judge(it, shown, everywhere, promotions, complaint));
                    });
        }
        return new VersionGate(policy.canary().partsPerMillion(), judged, promotions);
    }

    /// What an endpoint showed, or what it was sent where that is dated, or listed by name.
    private static List<Served> shown(Candidate candidate, VersionTruth truth, Set<String> listed) {
        List<Served> known = truth.of(candidate.endpoint());
        String asked = candidate.asked(listed);
        return known.isEmpty() && asked != null ? List.of(new Served(asked, 0, 1, 0, 0)) : known;
    }

    private static Judged judge(
            Candidate candidate,
            List<Served> shown,
            Predicate<String> allowed,
            Promotions promotions,
            String complaint) {
        if (shown.isEmpty()) {
            return candidate.judged(Standing.UNKNOWN, "has named no version yet", allowed);
        }
        Judged worst = candidate.judged(Standing.ALLOWED, "", allowed);
        for (Served served : shown) {
            Promotions.Verdict verdict = promotions.of(served.version()).orElse(null);
            boolean rejected = verdict == Promotions.Verdict.REJECTED;
            if (!served.isServed()
                    || (!rejected
                            && (verdict == Promotions.Verdict.PROMOTED
                                    || allowed.test(served.version())))) {
                continue;
            }
            String words =
                    String.format(
                            Locale.ROOT,
                            "serves %s (%.1f%% of its calls), %s",
                            served.version(),
                            served.share() * 100,
                            rejected ? "which is held back by directive" : complaint);
            if (rejected) {
                return candidate.judged(Standing.REJECTED, words, allowed);
            }
            worst = candidate.judged(Standing.NEW, words, allowed);
        }
        return worst;
    }

    /// What all endpoints of the model showed at some time, those that showed nothing aside.
    private static Predicate<String> common(
            String lineage, List<Candidate> route, VersionTruth truth) {
        List<List<Served>> all =
                route.stream()
                        .filter(it -> it.lineage().equals(lineage))
                        .map(it -> shown(it, truth, Set.of()))
                        .filter(it -> !it.isEmpty())
                        .toList();
        Predicate<String> everywhere =
                version ->
                        all.stream()
                                .allMatch(shown ->
                                        shown.stream()
                                                .anyMatch(it ->
                                                        VersionName.agree(it.version(), version)));
        List<Served> served = all.stream().flatMap(List::stream).filter(Served::isServed).toList();
        if (served.stream().anyMatch(it -> everywhere.test(it.version()))) {
            return everywhere;
        }
        return served.stream()
                .min(
                        Comparator.comparingLong(Served::firstWallMicros)
                                .thenComparing(Served::version))
                .<Predicate<String>>map(
                        eldest -> version -> VersionName.agree(version, eldest.version()))
                .orElse(everywhere);
    }

    /// Who of these may serve a call. An endpoint that is none of the route's may.
    ///
    /// @param candidates as the route would try them
    public VersionDecision decide(List<String> candidates, CallId call) {
        if (endpoints.isEmpty()) {
            return new VersionDecision(candidates, List.of(), false, List.of());
        }
        List<String> allowed = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> trial = new ArrayList<>();
        List<VersionDecision.Held> held = new ArrayList<>();
        for (String endpoint : candidates) {
            Judged judged = endpoints.getOrDefault(endpoint, FREE);
            switch (judged.standing()) {
                case ALLOWED -> allowed.add(endpoint);
                case UNKNOWN -> {
                    unknown.add(endpoint);
                    trial.add(endpoint);
                }
                case NEW -> trial.add(endpoint);
                case REJECTED -> {}
            }
            if (judged.standing() != Standing.ALLOWED) {
                held.add(new VersionDecision.Held(endpoint, judged.reason()));
            }
        }
        if (!trial.isEmpty() && isChosen(call)) {
            held.removeIf(it -> trial.contains(it.endpoint()));
            return new VersionDecision(trial, allowed, true, held);
        }
        if (allowed.isEmpty()) {
            held.removeIf(it -> unknown.contains(it.endpoint()));
            return new VersionDecision(unknown, List.of(), false, held);
        }
        return new VersionDecision(allowed, List.of(), false, held);
    }

    /// Whether an answer that names this version may go to its caller. One that only repeats the
    /// name that was sent, or the model's that is deployed there, names none, and may.
    ///
    /// @param sent the model's name as the endpoint was sent it
    public boolean mayAnswer(String endpoint, String sent, String served, CallId call) {
        Judged judged = endpoints.get(endpoint);
        if (judged == null) {
            return true;
        }
        String version = VersionName.plain(served);
        Promotions.Verdict verdict = promotions.of(version).orElse(null);
        return verdict != Promotions.Verdict.REJECTED
                && (verdict == Promotions.Verdict.PROMOTED
                        || judged.allowed().test(version)
                        || VersionName.isEcho(sent, version)
                        || VersionName.isEcho(judged.lineage(), version)
                        || isChosen(call));
    }

    /// Who serves only calls of the canary, or none, and why.
    public List<VersionDecision.Held> held() {
        return endpoints.entrySet().stream()
                .filter(it -> it.getValue().standing() != Standing.ALLOWED)
                .map(it -> new VersionDecision.Held(it.getKey(), it.getValue().reason()))
                .sorted(Comparator.comparing(VersionDecision.Held::endpoint))
                .toList();
    }

    /// The same call is always chosen, or never: its attempts, and its retries elsewhere.
    private boolean isChosen(CallId call) {
        long hash = (call.high() ^ Long.rotateLeft(call.low(), 32)) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
        hash ^= hash >>> 32;
        return Long.remainderUnsigned(hash, 1_000_000) < canaryPerMillion;
    }
}
