package dev.fleetward.core.incident;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Alerts that share a cause, from the first of them until all are over. Immutable.
///
/// @param number counts up from 1
/// @param generation how often it was reopened, after its end or after somebody had taken it on
/// @param severity the most urgent of its alerts since it was opened or reopened
/// @param contacts who is told: who answers for the cause first, then who answers for what suffers
/// @param runbook what to do, or null
/// @param resolvedWallMicros 0 while it is not
/// @param acknowledgement who took it on, or null
/// @param mergedInto the incident that its alerts went to, or 0
/// @param members its alerts: those that hold first, and of them the likeliest cause
/// @param timeLine oldest first; at most [#MOST_MOMENTS]
/// @param momentsDropped how many more there were
public record Incident(
        long number,
        int generation,
        State state,
        Severity severity,
        Cause cause,
        List<Contact> contacts,
        @Nullable URI runbook,
        long openedWallMicros,
        long resolvedWallMicros,
        @Nullable Acknowledgement acknowledgement,
        long mergedInto,
        List<Member> members,
        List<Moment> timeLine,
        int momentsDropped) {

    /// The longest time line; a flapping alert does not fill the store.
    public static final int MOST_MOMENTS = 400;

    /// How many of them are kept for turns, so that its end always finds room.
    static final int KEPT_FOR_TURNS = 100;

    private static final String PREFIX = "inc-";

    /// Where it stands.
    public enum State {
        OPENED,
        ACKNOWLEDGED,
        RESOLVED;

        /// The name in reports and notifications.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param by who took it on
    /// @param note what they said, or null
    public record Acknowledgement(String by, long wallMicros, @Nullable String note) {}

    public Incident {
        contacts = List.copyOf(contacts);
        members = List.copyOf(members);
        timeLine = List.copyOf(timeLine);
    }

    public boolean isOpen() {
        return state != State.RESOLVED;
    }

    /// Such as `inc-17`.
    public String id() {
        return idOf(number);
    }

    static String idOf(long number) {
        return PREFIX + number;
    }

    /// The number of an id, with its prefix or without; 0 if it is none.
    public static long numberOf(String id) {
        String digits = id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
        return digits.matches("[1-9][0-9]{0,17}") ? Long.parseLong(digits) : 0;
    }

    /// What went wrong, in one line.
    public String title() {
        if (members.isEmpty()) {
            return cause.words();
        }
        String words = members.getFirst().alert().words();
        String doubled = cause.name() + ": ";
        return cause.words()
                + ": "
                + (words.startsWith(doubled) ? words.substring(doubled.length()) : words);
    }

    /// Who answers for the cause, or null if nobody does.
    public @Nullable Contact responsible() {
        return contacts.isEmpty() ? null : contacts.getFirst();
    }

    public boolean holds() {
        return members.stream().anyMatch(Member::holds);
    }

    /// The features that suffer, as far as their own alerts say.
    public List<String> features() {
        return members.stream()
                .map(member -> member.alert().subject().feature())
                .filter(feature -> feature != null)
                .distinct()
                .sorted()
                .toList();
    }
}
