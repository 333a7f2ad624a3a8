package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a webhook was told of an incident last. What it is to be told next follows from that and
/// from how the incident is now, so nothing is told twice and nothing is missed, whatever happened
/// in between. Immutable.
///
/// @param thread what all notices of the incident to this webhook have in common
record Telling(int generation, Severity severity, Incident.State state, String thread) {

    /// What a webhook is told.
    enum Event {
        OPENED,
        REOPENED,
        ESCALATED,
        ACKNOWLEDGED,
        RESOLVED;

        /// The name in notices.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How it will have been told all that is to be told now.
    static Telling of(Incident incident, @Nullable Telling before) {
        return new Telling(
                incident.generation(),
                incident.severity(),
                incident.state(),
                before == null ? threadOf(incident) : before.thread());
    }

    /// The name of a thread is never used again, even by the first incident of a new data folder.
    private static String threadOf(Incident incident) {
        return "fleetward-"
                + incident.id()
                + "-"
                + Long.toString(incident.openedWallMicros(), Character.MAX_RADIX);
    }

    /// What `webhook` is to be told now, in this order.
    static List<Event> next(Webhook webhook, Incident incident, @Nullable Telling told) {
        List<Event> events = new ArrayList<>();
        if (told == null || told.generation() < incident.generation()) {
            if (!incident.isOpen()) {
                if (told != null && told.state() != Incident.State.RESOLVED) {
                    events.add(Event.RESOLVED);
                }
            } else if (concerns(webhook, incident)) {
                events.add(told == null ? Event.OPENED : Event.REOPENED);
                if (incident.state() == Incident.State.ACKNOWLEDGED) {
                    events.add(Event.ACKNOWLEDGED);
                }
            }
            return events;
        }
        if (!incident.isOpen()) {
            if (told.state() != Incident.State.RESOLVED) {
                events.add(Event.RESOLVED);
            }
            return events;
        }
        if (incident.severity().compareTo(told.severity()) < 0) {
            events.add(Event.ESCALATED);
        }
        if (incident.state() == Incident.State.ACKNOWLEDGED
                && told.state() != Incident.State.ACKNOWLEDGED) {
            events.add(Event.ACKNOWLEDGED);
        }
        return events;
    }

    private static boolean concerns(Webhook webhook, Incident incident) {
        boolean urgent =
                webhook.severities().isEmpty()
                        || webhook.severities().contains(incident.severity());
        return urgent
                && (webhook.owners().isEmpty()
                        || incident.contacts().stream()
                                .anyMatch(contact -> webhook.owners().contains(contact.owner())));
    }
}
