package dev.fleetward.core.incident;

import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All incidents that are not over, and those that are over for less than the grace time. It is
/// shown every alert that holds, again and again, and folds those that share a cause.
///
/// 1. An alert that holds is in exactly one open incident.
/// 2. No incident is resolved while an alert of it holds.
/// 3. Of two incidents that prove to be one, the one that the alert is tied to most keeps all
///    alerts; the other is over.
///
/// Confined to one thread. Every change is returned, so that it can be kept: a book that is made of
/// what was kept goes on as if nothing had happened. Only the newest words of an alert that holds
/// are no change: rates differ at every look.
public final class IncidentBook {
    /// How far a clock may go back and be waited for.
    static final long TOLERANCE_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final IncidentPolicy policy;
    private final TreeMap<Long, Incident> incidents = new TreeMap<>();
    private long startedWallMicros;
    private long nextNumber;
    private long now;

    /// @param known the incidents that were kept: all open ones, and as many others as are at hand
    /// @param nextNumber higher than that of any incident there ever was
    public IncidentBook(
            IncidentPolicy policy,
            Collection<Incident> known,
            long nextNumber,
            long startedWallMicros) {
        this.policy = policy;
        this.nextNumber = nextNumber;
        this.startedWallMicros = startedWallMicros;
        this.now = startedWallMicros;
        known.forEach(incident -> incidents.put(incident.number(), incident));
    }

    /// What is different now that these alerts hold, and no others.
    ///
    /// @param unheard the kinds of which nobody has told yet: their alerts are not clear because
    ///   none is raised
    public List<Change> take(
            Collection<Alert> raised,
            Set<Alert.Kind> unheard,
            FleetSnapshot snapshot,
            long wallMicros) {
        pass(wallMicros);
        Step step = new Step(new Dependencies(snapshot));
        Map<Alert.Key, Alert> alerts = byKey(raised);
        Set<Alert.Kind> known =
                now >= startedWallMicros + policy.settleMicros()
                        ? EnumSet.complementOf(copy(unheard))
                        : Set.of();
        step.open().forEach(draft -> draft.notClearedAfter(now, TOLERANCE_MICROS));
        step.open().forEach(draft -> draft.see(alerts, known, step.fleet, now));
        alerts.values().stream()
                .filter(alert -> step.holder(alert.key()) == null)
                .sorted(Ranks.LIKELIEST)
                .forEach(step::place);
        step.open().stream()
                .filter(draft -> draft.clearSince(now - policy.holdMicros()))
                .forEach(draft ->
                        draft.resolve(
                                "All alerts have been clear for "
                                        + policy.holdMicros() / 60_000_000L
                                        + " minutes.",
                                now));
        return step.end();
    }

    private static EnumSet<Alert.Kind> copy(Set<Alert.Kind> kinds) {
        EnumSet<Alert.Kind> copy = EnumSet.noneOf(Alert.Kind.class);
        copy.addAll(kinds);
        return copy;
    }

    /// Time goes on. A clock that was set a little back is waited for; one that was set back by
    /// more was wrong before, and the time to settle goes with it.
    private void pass(long wallMicros) {
        if (wallMicros < now - TOLERANCE_MICROS) {
            startedWallMicros -= now - wallMicros;
            now = wallMicros;
        } else {
            now = Math.max(now, wallMicros);
        }
    }

    /// Somebody takes it on.
    public Handling acknowledge(long number, Incident.Acknowledgement by) {
        pass(by.wallMicros());
        Incident incident = incidents.get(number);
        if (incident == null) {
            return new Handling.Unknown();
        }
        if (!incident.isOpen()) {
            return new Handling.Refused(incident.id() + " is resolved already");
        }
        Draft draft = Draft.of(incident);
        draft.acknowledge(by);
        return kept(draft);
    }

    /// Somebody says that it is over.
    public Handling resolve(long number, String by, @Nullable String note, long wallMicros) {
        pass(wallMicros);
        Incident incident = incidents.get(number);
        if (incident == null) {
            return new Handling.Unknown();
        }
        if (!incident.isOpen()) {
            return new Handling.Refused(incident.id() + " is resolved already");
        }
        long holding = incident.members().stream().filter(Member::holds).count();
        if (holding > 0) {
            return new Handling.Refused(
                    holding
                            + (holding == 1 ? " alert of " : " alerts of ")
                            + incident.id()
                            + (holding == 1 ? " still holds" : " still hold")
                            + " (acknowledge it to say that somebody is at it)");
        }
        Draft draft = Draft.of(incident);
        draft.resolve("Resolved by " + by + (note == null ? "." : ": " + note), now);
        return kept(draft);
    }

    /// Writes something into its time line.
    public Handling note(long number, Moment moment) {
        Incident incident = incidents.get(number);
        if (incident == null) {
            return new Handling.Unknown();
        }
        Draft draft = Draft.of(incident);
        draft.add(moment);
        return kept(draft);
    }

    private Handling kept(Draft draft) {
        Change change = draft.toChange();
        incidents.put(draft.number, change.after());
        return new Handling.Done(List.of(change));
    }

    /// The open incidents, oldest first.
    public List<Incident> open() {
        return incidents.values().stream().filter(Incident::isOpen).toList();
    }

    public Optional<Incident> find(long number) {
        return Optional.ofNullable(incidents.get(number));
    }

    private static Map<Alert.Key, Alert> byKey(Collection<Alert> raised) {
        Map<Alert.Key, Alert> alerts = new LinkedHashMap<>();
        for (Alert alert : raised) {
            alerts.merge(
                    alert.key(),
                    alert,
                    (one, other) -> one.severity().compareTo(other.severity()) <= 0 ? one : other);
        }
        return alerts;
    }

    /// One look at all alerts: the incidents as they become.
    private final class Step {
        private final Dependencies fleet;
        private final TreeMap<Long, Draft> drafts = new TreeMap<>();

        Step(Dependencies fleet) {
            this.fleet = fleet;
            incidents.values().removeIf(this::isHistory);
            incidents.forEach((number, incident) -> drafts.put(number, Draft.of(incident)));
        }

        private boolean isHistory(Incident incident) {
            return !incident.isOpen() && incident.resolvedWallMicros() + policy.graceMicros() < now;
        }

        List<Draft> open() {
            return drafts.values().stream().filter(Draft::isOpen).toList();
        }

        /// The open incident that the alert is in already.
        @Nullable Draft holder(Alert.Key key) {
            return open().stream()
                    .filter(draft ->
                            draft.members().stream()
                                    .anyMatch(member -> member.alert().key().equals(key)))
                    .findFirst()
                    .orElse(null);
        }

        void place(Alert alert) {
            Map<Draft, Tie> ties = new LinkedHashMap<>();
            for (Draft draft : open()) {
                Tie tie = Tie.of(alert, draft.members(), fleet, policy);
                if (tie != Tie.NONE) {
                    ties.put(draft, tie);
                }
            }
            Draft home = null;
            for (Map.Entry<Draft, Tie> tied : ties.entrySet()) {
                if (home == null || tied.getValue().compareTo(tieTo(home, ties)) < 0) {
                    home = tied.getKey();
                }
            }
            Draft lately = home == null ? resolvedLately(alert) : null;
            if (lately != null) {
                lately.reopen(alert, heldKeys(), fleet, now);
                home = lately;
            } else if (home != null) {
                home.join(alert, fleet, now);
            } else {
                home = Draft.opened(nextNumber++, alert, fleet, now);
                drafts.put(home.number, home);
            }
            if (Ranks.tellsOfAFailure(alert)) {
                merge(home, ties);
            }
        }

        private Set<Alert.Key> heldKeys() {
            return open().stream()
                    .flatMap(draft -> draft.members().stream())
                    .map(member -> member.alert().key())
                    .collect(Collectors.toSet());
        }

        private static Tie tieTo(Draft draft, Map<Draft, Tie> ties) {
            return ties.getOrDefault(draft, Tie.NONE);
        }

        /// What the alert shows to be one becomes one.
        private void merge(Draft home, Map<Draft, Tie> ties) {
            ties.forEach((draft, tie) -> {
                if (draft != home && tie.merges()) {
                    home.swallow(draft, fleet, now);
                }
            });
        }

        /// The latest incident that is over and told of the same endpoint, or of the same alert.
        private @Nullable Draft resolvedLately(Alert alert) {
            return drafts.descendingMap().values().stream()
                    .filter(draft -> !draft.isOpen())
                    .filter(draft ->
                            draft.members().stream()
                                    .anyMatch(member ->
                                            member.alert().key().equals(alert.key())
                                                    || Tie.of(alert, member, fleet, policy)
                                                            == Tie.ENDPOINT))
                    .findFirst()
                    .orElse(null);
        }

        List<Change> end() {
            List<Change> changes = new ArrayList<>();
            open().stream().filter(Draft::isChanged).forEach(draft -> draft.diagnose(fleet, now));
            drafts.values().stream()
                    .filter(draft -> draft.isRephrased() && !draft.isChanged())
                    .forEach(draft -> incidents.put(draft.number, draft.toIncident()));
            drafts.values().stream()
                    .filter(Draft::isChanged)
                    .map(Draft::toChange)
                    .forEach(change -> {
                        changes.add(change);
                        incidents.put(change.after().number(), change.after());
                    });
            return changes;
        }
    }
}
