package dev.fleetward.control.incident;

import dev.fleetward.control.registry.LimitsReference.Fixed;
import dev.fleetward.core.incident.Incident;
import java.util.List;

/// The bounds of incidents, for the page of limits. Stateless.
public final class IncidentLimits {
    private IncidentLimits() {}

    public static List<Fixed> fixed() {
        return List.of(
                new Fixed(
                        "incidents kept",
                        Integer.toString(IncidentRows.MOST_KEPT),
                        "The oldest of those that are resolved go when there are more."),
                new Fixed(
                        "incident time line",
                        Integer.toString(Incident.MOST_MOMENTS),
                        "Entries of one time line; further ones are counted."),
                new Fixed(
                        "notices waiting",
                        Integer.toString(Outbox.MOST_WAITING),
                        "Notices that wait for one webhook; the rest is told when there is room."),
                new Fixed(
                        "notices kept",
                        Integer.toString(Outbox.MOST_DONE),
                        "Notices that were sent or given up, to look at."),
                new Fixed(
                        "notice tries",
                        Notices.GIVE_UP_AFTER.toHours() + "h",
                        "How long a notice is tried until it is given up."),
                new Fixed(
                        "complaints kept",
                        Integer.toString(Complaints.MOST_KEPT),
                        "The oldest complaints go when there are more."),
                new Fixed(
                        "status page",
                        StatusPages.MOST_BYTES + " bytes",
                        "What is read of a provider's status page."));
    }
}
