package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.core.incident.Contact;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a webhook was told of an incident last. What it is to be told next follows from that and
/// from how the incident is now, so nothing is told twice and nothing is missed, whatever happened
/// in between. Immutable.
///
/// @param thread what all notices of the incident to this webhook have in common
/// @param answering the owners it was told of as answering for the cause, since the incident was
///   opened or reopened; null if that is not known
record Telling(
        int generation,
        Severity severity,
        Incident.State state,
        String thread,
        @Nullable Set<String> answering) {
    Telling {
        answering = answering == null ? null : Set.copyOf(answering);
    }

    /// What a webhook is told.
    enum Event {
        OPENED,
        /// What was taken on is let go, for receivers that tell nothing again before that.
        RELEASED,
        REOPENED,
        ESCALATED,
        /// Another owner answers for it, for another cause became likelier.
        REASSIGNED,
        ACKNOWLEDGED,
        /// It is a part of another incident, of which the receiver was told, too.
        MERGED,
        /// It is a part of another incident and goes on there, in the same thread.
        CONTINUED,
        RESOLVED;

        /// The name in notices.
        String label() {
            return (this == CONTINUED ? MERGED : this).name().toLowerCase(Locale.ROOT);
        }
    }

    /// How it will have been told all that is to be told now.
    static Telling of(Incident incident, @Nullable Telling before) {
        Set<String> answering = new TreeSet<>();
        if (before != null
                && before.answering() != null
                && before.generation() == incident.generation()) {
            answering.addAll(before.answering());
        }
        Contact responsible = incident.responsible();
        if (responsible != null) {
            answering.add(responsible.owner());
        }
        return new Telling(
                incident.generation(),
                incident.severity(),
                incident.state(),
                before == null ? threadOf(incident) : before.thread(),
                answering);
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
                    events.add(end(incident));
                }
            } else if (concerns(webhook, incident)) {
                if (told != null
                        && told.state() != Incident.State.RESOLVED
                        && webhook.shape() == Webhook.Shape.PAGERDUTY) {
                    events.add(Event.RELEASED);
                }
                events.add(told == null ? Event.OPENED : Event.REOPENED);
                if (incident.state() == Incident.State.ACKNOWLEDGED) {
                    events.add(Event.ACKNOWLEDGED);
                }
            }
            return events;
        }
        if (!incident.isOpen()) {
            if (told.state() != Incident.State.RESOLVED) {
                events.add(end(incident));
            }
            return events;
        }
        if (incident.severity().compareTo(told.severity()) < 0) {
            events.add(Event.ESCALATED);
        } else if (isReassigned(webhook, incident, told)) {
            events.add(Event.REASSIGNED);
        }
        if (incident.state() == Incident.State.ACKNOWLEDGED
                && told.state() != Incident.State.ACKNOWLEDGED) {
            events.add(Event.ACKNOWLEDGED);
        }
        return events;
    }

    private static Event end(Incident incident) {
        return incident.mergedInto() == 0 ? Event.RESOLVED : Event.MERGED;
    }

    /// Whether an owner answers for it whom the webhook asks for, and who was not told so yet. Each
    /// is told once: causes that come and go are in the time line.
    private static boolean isReassigned(Webhook webhook, Incident incident, Telling told) {
        Contact responsible = incident.responsible();
        return responsible != null
                && told.answering() != null
                && !told.answering().contains(responsible.owner())
                && (webhook.owners().isEmpty() || webhook.owners().contains(responsible.owner()))
                && concerns(webhook, incident);
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
