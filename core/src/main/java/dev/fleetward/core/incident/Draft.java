package dev.fleetward.core.incident;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An incident that is being changed. Confined to one step of the book.
final class Draft {
    final long number;
    private final long openedWallMicros;
    private int generation;
    private Incident.State state;
    private Severity severity;
    private Cause cause;
    private List<Contact> contacts;
    private @Nullable URI runbook;
    private long resolvedWallMicros;
    private Incident.@Nullable Acknowledgement acknowledgement;
    private long mergedInto;
    private final List<Member> members;
    private final List<Moment> timeLine;
    private int dropped;
    private boolean changed;
    private boolean rephrased;

    private Draft(Incident incident) {
        number = incident.number();
        openedWallMicros = incident.openedWallMicros();
        generation = incident.generation();
        state = incident.state();
        severity = incident.severity();
        cause = incident.cause();
        contacts = incident.contacts();
        runbook = incident.runbook();
        resolvedWallMicros = incident.resolvedWallMicros();
        acknowledgement = incident.acknowledgement();
        mergedInto = incident.mergedInto();
        members = new ArrayList<>(incident.members());
        timeLine = new ArrayList<>(incident.timeLine());
        dropped = incident.momentsDropped();
    }

    static Draft of(Incident incident) {
        return new Draft(incident);
    }

    static Draft opened(long number, Alert first, Dependencies fleet, long now) {
        Member member = new Member(first, now, Member.HOLDS);
        Diagnosis diagnosis = Diagnosis.of(List.of(member), fleet);
        Draft draft =
                new Draft(
                        new Incident(
                                number,
                                0,
                                Incident.State.OPENED,
                                first.severity(),
                                diagnosis.cause(),
                                diagnosis.contacts(),
                                diagnosis.runbook(),
                                now,
                                0,
                                null,
                                0,
                                List.of(member),
                                List.of(),
                                0));
        draft.add(new Moment(now, Moment.Kind.OPENED, words(first)));
        return draft;
    }

    List<Member> members() {
        return members;
    }

    boolean isOpen() {
        return state != Incident.State.RESOLVED;
    }

    /// What its alerts tell now: those that hold, those that cleared.
    ///
    /// @param known the kinds of which an alert that is not raised counts as clear
    void see(Map<Alert.Key, Alert> raised, Set<Alert.Kind> known, Dependencies fleet, long now) {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            Alert again = raised.get(member.alert().key());
            if (again != null) {
                again(i, again, fleet, now);
            } else if (member.holds() && known.contains(member.alert().kind())) {
                members.set(i, member.cleared(now));
                add(new Moment(now, Moment.Kind.CLEARED, words(member.alert())));
            }
        }
    }

    /// What cleared later than now, by a clock that was wrong, counts from now on.
    void notClearedAfter(long now, long tolerance) {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (!member.holds() && member.clearedWallMicros() - tolerance > now) {
                members.set(i, member.cleared(now));
                changed = true;
            }
        }
    }

    private void again(int place, Alert again, Dependencies fleet, long now) {
        Member member = members.get(place);
        boolean returns = !member.holds();
        if (returns) {
            add(new Moment(now, Moment.Kind.RETURNED, words(again)));
        }
        if (returns || again.severity() != member.alert().severity()) {
            boolean news =
                    (returns || again.severity().compareTo(member.alert().severity()) < 0)
                            && isNewsTo(again, fleet);
            members.set(place, member.raised(again));
            changed = true;
            escalate(again, now);
            if (news) {
                tellAgain(again, now);
            }
        } else if (!again.words().equals(member.alert().words())) {
            members.set(place, member.saying(again.words()));
            rephrased = true;
        }
    }

    private boolean isNewsTo(Alert alert, Dependencies fleet) {
        return acknowledgement != null
                && new TakenOn(acknowledgement, members).leavesOut(alert, fleet);
    }

    private void tellAgain(Alert alert, long now) {
        generation++;
        state = Incident.State.OPENED;
        acknowledgement = null;
        add(new Moment(now, Moment.Kind.REOPENED, "No part of what was taken on: " + words(alert)));
    }

    void join(Alert alert, Dependencies fleet, long now) {
        boolean news = isNewsTo(alert, fleet);
        members.removeIf(member -> member.alert().key().equals(alert.key()));
        members.add(new Member(alert, now, Member.HOLDS));
        add(new Moment(now, Moment.Kind.JOINED, words(alert)));
        escalate(alert, now);
        if (news) {
            tellAgain(alert, now);
        }
        diagnose(fleet, now);
    }

    /// @param elsewhere the alerts that other open incidents have by now
    void reopen(Alert alert, Set<Alert.Key> elsewhere, Dependencies fleet, long now) {
        generation++;
        members.removeIf(member -> elsewhere.contains(member.alert().key()));
        state = Incident.State.OPENED;
        resolvedWallMicros = 0;
        acknowledgement = null;
        severity = alert.severity();
        members.removeIf(member -> member.alert().key().equals(alert.key()));
        members.add(new Member(alert, now, Member.HOLDS));
        add(new Moment(now, Moment.Kind.REOPENED, words(alert)));
        diagnose(fleet, now);
    }

    /// Takes the alerts of `other` over, which is over by that.
    void swallow(Draft other, Dependencies fleet, long now) {
        List<Contact> both = new ArrayList<>(contacts);
        other.contacts.stream().filter(contact -> !isToldOf(both, contact)).forEach(both::add);
        contacts = both;
        Alert news = null;
        for (Member member : other.members) {
            if (news == null
                    && other.acknowledgement == null
                    && member.holds()
                    && isNewsTo(member.alert(), fleet)) {
                news = member.alert();
            }
        }
        for (Member member : other.members) {
            if (members.stream()
                    .noneMatch(mine -> mine.alert().key().equals(member.alert().key()))) {
                members.add(member);
            }
            if (member.holds()) {
                escalate(member.alert(), now);
            }
        }
        other.members.clear();
        other.mergedInto = number;
        other.add(
                new Moment(
                        now,
                        Moment.Kind.MERGED,
                        "It is a part of " + Incident.idOf(number) + " and goes on there."));
        other.state = Incident.State.RESOLVED;
        other.resolvedWallMicros = now;
        add(
                new Moment(
                        now,
                        Moment.Kind.MERGED,
                        Incident.idOf(other.number) + " proved to be a part of this."));
        if (news != null) {
            tellAgain(news, now);
        }
        diagnose(fleet, now);
    }

    void acknowledge(Incident.Acknowledgement by) {
        state = Incident.State.ACKNOWLEDGED;
        acknowledgement = by;
        add(
                new Moment(
                        by.wallMicros(),
                        Moment.Kind.ACKNOWLEDGED,
                        "Taken on by " + by.by() + (by.note() == null ? "." : ": " + by.note())));
    }

    void resolve(String words, long now) {
        state = Incident.State.RESOLVED;
        resolvedWallMicros = now;
        add(new Moment(now, Moment.Kind.RESOLVED, words));
    }

    void add(Moment moment) {
        changed = true;
        int most =
                moment.kind().isTurn()
                        ? Incident.MOST_MOMENTS
                        : Incident.MOST_MOMENTS - Incident.KEPT_FOR_TURNS;
        if (timeLine.size() < most) {
            int place = timeLine.size();
            while (place > 0 && timeLine.get(place - 1).wallMicros() > moment.wallMicros()) {
                place--;
            }
            timeLine.add(place, moment);
        } else {
            dropped++;
        }
    }

    /// Whether all of its alerts have been clear since `wallMicros` or longer.
    boolean clearSince(long wallMicros) {
        return members.stream().allMatch(member -> member.clearedWallMicros() <= wallMicros);
    }

    long resolvedWallMicros() {
        return resolvedWallMicros;
    }

    private void escalate(Alert alert, long now) {
        if (alert.severity().compareTo(severity) < 0) {
            severity = alert.severity();
            add(new Moment(now, Moment.Kind.ESCALATED, "Now a " + severity.label() + "."));
        }
    }

    /// What is likeliest now. Once nothing holds, it stays what it was. Who was told once is told
    /// of the end as well, so contacts are never taken away.
    void diagnose(Dependencies fleet, long now) {
        members.sort(Ranks.PRESENT);
        if (members.stream().noneMatch(Member::holds)) {
            return;
        }
        Diagnosis diagnosis = Diagnosis.of(members, fleet);
        List<Contact> all = new ArrayList<>(diagnosis.contacts());
        for (Contact before : contacts) {
            if (!isToldOf(all, before)) {
                all.add(before);
            }
        }
        contacts = all;
        runbook = diagnosis.runbook();
        if (!diagnosis.cause().equals(cause)) {
            cause = diagnosis.cause();
            add(new Moment(now, Moment.Kind.CAUSE, "Likeliest cause: " + cause.words() + "."));
        }
        changed = true;
    }

    private static boolean isToldOf(List<Contact> contacts, Contact one) {
        return contacts.stream().anyMatch(contact -> contact.owner().equals(one.owner()));
    }

    private static String words(Alert alert) {
        return alert.kind().label() + ": " + alert.words();
    }

    /// Whether an alert says what it says in other words.
    boolean isRephrased() {
        return rephrased;
    }

    boolean isChanged() {
        return changed;
    }

    Change toChange() {
        return new Change(toIncident());
    }

    Incident toIncident() {
        return new Incident(
                number,
                generation,
                state,
                severity,
                cause,
                contacts,
                runbook,
                openedWallMicros,
                resolvedWallMicros,
                acknowledgement,
                mergedInto,
                members,
                timeLine,
                dropped);
    }
}
