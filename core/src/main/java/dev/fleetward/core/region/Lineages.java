package dev.fleetward.core.region;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/// Which models are the same one under different names: the name under which endpoints, regions and
/// calls are compared. Immutable.
///
/// An endpoint's lineage is the name that its configuration gives to what it deploys; without one,
/// the plain spelling of the model that it is sent, so that `eu.anthropic.claude-sonnet-4-5` and
/// `us.anthropic.claude-sonnet-4-5` are one. It is a view of what was recorded, not a part of it:
/// rows keep the name that was sent, and are grouped by what is configured when they are looked at.
/// What an endpoint was sent at other times, before it was given another model, keeps its own name.
public final class Lineages {
    /// Nothing is configured: every model is called what it is sent as.
    public static final Lineages AS_SENT = new Lineages(Map.of());

    private record Address(String endpoint, String sent) {}

    private final Map<Address, String> named;

    private Lineages(Map<Address, String> named) {
        this.named = Map.copyOf(named);
    }

    /// What an endpoint deploys.
    ///
    /// @param sent the model's name, or the deployment's, as it is sent there
    /// @param lineage what it is a deployment of
    public record Named(String endpoint, String sent, String lineage) {}

    public static Lineages of(Collection<Named> all) {
        return new Lineages(
                all.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        it -> new Address(it.endpoint(), it.sent()),
                                        it -> VersionName.plain(it.lineage()),
                                        (one, other) -> other)));
    }

    /// @param sent the model's name as it is or was sent to the endpoint
    public String of(String endpoint, String sent) {
        String known = named.get(new Address(endpoint, sent));
        return known == null ? VersionName.plain(sent) : known;
    }

    public String of(Cell cell) {
        return of(cell.endpoint(), cell.model());
    }

    /// Whether a served name says nothing of the version: it repeats what was sent, or names the
    /// model that is deployed there without a date.
    public boolean isEcho(Cell cell, String served) {
        return VersionName.isEcho(cell.model(), served) || VersionName.isEcho(of(cell), served);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lineages it && named.equals(it.named);
    }

    @Override
    public int hashCode() {
        return named.hashCode();
    }
}
