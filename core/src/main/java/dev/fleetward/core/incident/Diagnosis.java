package dev.fleetward.core.incident;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What most likely failed, and who answers for it. Immutable.
record Diagnosis(Cause cause, List<Contact> contacts, @Nullable URI runbook) {

    /// @param members those that hold first, and of them the likeliest cause
    static Diagnosis of(List<Member> members, Dependencies fleet) {
        List<Member> present = present(members, fleet);
        Cause cause = cause(present, fleet);
        List<Endpoint> failed = failed(cause, present, fleet);
        Map<String, Contact> contacts = new LinkedHashMap<>();
        Owner responsible = null;
        if (cause.kind() == Cause.Kind.PROVIDER) {
            Provider provider = fleet.fleet().providers().get(cause.name());
            responsible = provider == null ? null : provider.owner();
        }
        if (cause.kind() == Cause.Kind.NODE) {
            responsible = fleet.fleet().nodeOwner();
        }
        for (Endpoint endpoint : failed) {
            Owner owner = endpoint.owner() != null ? endpoint.owner() : endpoint.provider().owner();
            responsible = responsible != null ? responsible : owner;
        }
        add(contacts, responsible);
        for (Endpoint endpoint : failed) {
            add(
                    contacts,
                    endpoint.owner() != null ? endpoint.owner() : endpoint.provider().owner());
        }
        for (Member member : members) {
            Feature feature = fleet.feature(member.alert().subject());
            Owner owner = feature == null ? null : feature.owner();
            responsible = responsible != null ? responsible : owner;
            add(contacts, owner);
        }
        return new Diagnosis(
                cause, List.copyOf(contacts.values()), runbook(cause, failed, responsible));
    }

    /// The alerts of which the present cause is one: those that hold. Where nothing but suffering
    /// is left of it, the endpoints that failed and serve what still suffers.
    private static List<Member> present(List<Member> members, Dependencies fleet) {
        List<Member> holding = members.stream().filter(Member::holds).toList();
        if (holding.stream().anyMatch(member -> member.alert().subject().endpoint() != null)) {
            return holding;
        }
        List<Member> served =
                members.stream()
                        .filter(member -> Ranks.tellsOfAFailure(member.alert()))
                        .filter(failed ->
                                holding.stream()
                                        .anyMatch(suffers ->
                                                fleet.serves(
                                                        failed.alert().subject(),
                                                        suffers.alert().subject())))
                        .toList();
        return served.isEmpty() ? holding : served;
    }

    private static void add(Map<String, Contact> contacts, @Nullable Owner owner) {
        if (owner != null) {
            contacts.putIfAbsent(owner.name(), Contact.of(owner));
        }
    }

    /// That of the endpoint which is the cause; of one of them, where the cause is what they share.
    private static @Nullable URI runbook(
            Cause cause, List<Endpoint> failed, @Nullable Owner responsible) {
        for (Endpoint endpoint : failed) {
            boolean meant =
                    cause.kind() != Cause.Kind.ENDPOINT || endpoint.name().equals(cause.name());
            if (meant && endpoint.care().runbook() != null) {
                return endpoint.care().runbook();
            }
        }
        return responsible == null ? null : responsible.runbook();
    }

    /// The endpoints whose owners answer for the cause.
    private static List<Endpoint> failed(Cause cause, List<Member> members, Dependencies fleet) {
        Set<String> names = new LinkedHashSet<>();
        if (cause.kind() == Cause.Kind.ENDPOINT) {
            names.add(cause.name());
        }
        members.stream()
                .map(Member::alert)
                .filter(Ranks::tellsOfAFailure)
                .forEach(alert -> names.add(String.valueOf(alert.subject().endpoint())));
        List<Endpoint> failed = new ArrayList<>();
        for (String name : names) {
            Endpoint endpoint = fleet.endpoint(name);
            if (endpoint != null) {
                failed.add(endpoint);
            }
        }
        return failed;
    }

    private static Cause cause(List<Member> members, Dependencies fleet) {
        List<Subject> failures =
                members.stream()
                        .map(Member::alert)
                        .filter(Ranks::tellsOfAFailure)
                        .map(Alert::subject)
                        .toList();
        if (!failures.isEmpty()) {
            return failure(failures, fleet);
        }
        Subject first = members.getFirst().alert().subject();
        if (members.getFirst().alert().kind() == Alert.Kind.NODE) {
            return new Cause(Cause.Kind.NODE, "node");
        }
        if (first.endpoint() != null) {
            return new Cause(Cause.Kind.ENDPOINT, first.endpoint());
        }
        if (members.size() > 1) {
            Set<String> shared = new LinkedHashSet<>(fleet.firstEndpoints(first));
            for (Member member : members) {
                shared.retainAll(fleet.firstEndpoints(member.alert().subject()));
            }
            if (!shared.isEmpty()) {
                return new Cause(Cause.Kind.ENDPOINT, shared.iterator().next(), true);
            }
        }
        return itself(first);
    }

    /// Several endpoints of one pool, provider or region point at what they share; a pool only
    /// where its provider has more than that pool.
    private static Cause failure(List<Subject> failures, Dependencies fleet) {
        String endpoint = failures.getFirst().endpoint();
        if (endpoint != null && common(failures, Subject::endpoint) != null) {
            return new Cause(Cause.Kind.ENDPOINT, endpoint);
        }
        String provider = common(failures, Subject::provider);
        String pool = common(failures, Subject::pool);
        if (pool != null && (provider == null || hasMoreThan(provider, pool, fleet))) {
            return new Cause(Cause.Kind.POOL, pool);
        }
        if (provider != null) {
            return new Cause(Cause.Kind.PROVIDER, provider);
        }
        String region = common(failures, Subject::region);
        if (region != null) {
            return new Cause(Cause.Kind.REGION, region);
        }
        return new Cause(Cause.Kind.ENDPOINT, String.valueOf(endpoint));
    }

    private static boolean hasMoreThan(String provider, String pool, Dependencies fleet) {
        return fleet.fleet().endpoints().values().stream()
                .filter(endpoint -> endpoint.provider().name().equals(provider))
                .anyMatch(endpoint ->
                        endpoint.pool() == null || !endpoint.pool().name().equals(pool));
    }

    /// What all of them name, or null.
    private static @Nullable String common(
            List<Subject> subjects, Function<Subject, @Nullable String> part) {
        String first = part.apply(subjects.getFirst());
        return first != null
                        && subjects.stream().allMatch(subject -> first.equals(part.apply(subject)))
                ? first
                : null;
    }

    private static Cause itself(Subject subject) {
        if (subject.pool() != null) {
            return new Cause(Cause.Kind.POOL, subject.pool());
        }
        if (subject.provider() != null) {
            return new Cause(Cause.Kind.PROVIDER, subject.provider());
        }
        if (subject.feature() != null) {
            return new Cause(Cause.Kind.FEATURE, subject.feature());
        }
        if (subject.route() != null) {
            return new Cause(Cause.Kind.ROUTE, subject.route());
        }
        return subject.region() != null
                ? new Cause(Cause.Kind.REGION, subject.region())
                : new Cause(Cause.Kind.FLEET, "fleet");
    }
}
