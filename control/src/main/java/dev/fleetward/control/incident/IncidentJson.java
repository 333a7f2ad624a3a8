package dev.fleetward.control.incident;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.fleetward.core.incident.Incident;
import tools.jackson.databind.json.JsonMapper;

/// Incidents as they are written to the store. Members that a later version added are skipped, so
/// that a fleet can go back. Stateless.
final class IncidentJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .changeDefaultVisibility(visibility ->
                            visibility.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
                    .build();

    private IncidentJson() {}

    static String write(Incident incident) {
        return MAPPER.writeValueAsString(incident);
    }

    static Incident read(String body) {
        return MAPPER.readValue(body, Incident.class);
    }
}
