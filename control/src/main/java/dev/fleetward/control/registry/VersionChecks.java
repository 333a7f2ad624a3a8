package dev.fleetward.control.registry;

import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import java.util.Collection;
import java.util.List;

/// Whether a policy on versions has anything to go by. Confined to one load.
final class VersionChecks {
    private final Findings findings;

    VersionChecks(Findings findings) {
        this.findings = findings;
    }

    /// `common` compares endpoints of one model; a deployment says by its name of which it is only
    /// by chance. Says nothing of a file with a mistake.
    void comparedWithNobody(Collection<Route> routes) {
        if (findings.fatal()) {
            return;
        }
        for (Route route : routes) {
            if (route.versions() instanceof VersionPolicy.Common && route.candidates().size() > 1) {
                List<Endpoint> endpoints =
                        route.candidates().stream().map(Route.Candidate::endpoint).toList();
                endpoints.stream()
                        .filter(it -> isNameless(it) && isAlone(it, endpoints))
                        .forEach(it -> warn(it, route));
            }
        }
    }

    private static boolean isNameless(Endpoint endpoint) {
        return endpoint.provider().style() == Provider.Style.AZURE
                && endpoint.deploymentOf() == null;
    }

    private static boolean isAlone(Endpoint one, List<Endpoint> endpoints) {
        return endpoints.stream().allMatch(it -> it == one || !it.lineage().equals(one.lineage()));
    }

    private void warn(Endpoint endpoint, Route route) {
        String path = Findings.path("endpoints", endpoint.name());
        findings.warning(
                findings.value(Findings.path(path, "model")),
                path,
                "the deployment \""
                        + endpoint.model()
                        + "\" is compared with no other endpoint of the route \""
                        + route.name()
                        + "\", whose versions are to be common: `deploymentOf` names its model");
    }
}
