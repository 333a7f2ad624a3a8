package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Passport;
import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEvent.Served;
import dev.fleetward.core.event.CallEvent.Sizes;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.event.Purpose;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.snapshot.Endpoint;
import org.jspecify.annotations.Nullable;

/// Call events as the relay knows them. Stateless.
final class Records {
    private Records() {}

    /// The attempt is about to be forwarded.
    static CallEvent opened(
            Call call, int number, Lease lease, Passport passport, Purpose purpose) {
        Endpoint endpoint = lease.endpoint();
        return new CallEvent(
                Phase.OPENED,
                call.id,
                number,
                call.who(),
                target(call, endpoint, purpose),
                Served.NOTHING,
                Outcome.OPEN,
                Usage.estimated(lease.reservedInputTokens(), lease.reservedOutputTokens()),
                new Charge(
                        Charge.UNKNOWN_COST,
                        endpoint.price() == null ? null : endpoint.price().version(),
                        lease.reservedInputTokens(),
                        lease.reservedOutputTokens(),
                        lease.reservedCostNanos()),
                timing(passport),
                new Sizes(call.facts().bodyBytes(), 0));
    }

    /// The attempt is settled.
    static CallEvent closed(Attempt attempt, Outcome outcome, Bill bill, long responseBytes) {
        Call call = attempt.call;
        return new CallEvent(
                Phase.CLOSED,
                call.id,
                attempt.number,
                call.who(),
                target(call, attempt.endpoint(), attempt.purpose),
                ServedBy.of(attempt, attempt.facts()),
                outcome,
                bill.usage(),
                new Charge(
                        bill.costNanos(),
                        bill.priceVersion(),
                        attempt.lease.reservedInputTokens(),
                        attempt.lease.reservedOutputTokens(),
                        attempt.lease.reservedCostNanos()),
                timing(attempt.passport),
                new Sizes(call.facts().bodyBytes(), responseBytes, attempt.facts().contentBytes));
    }

    /// The call ended and no attempt was forwarded for this record.
    static CallEvent notForwarded(Call call, Outcome outcome, long responseBytes) {
        return new CallEvent(
                Phase.CLOSED,
                call.id,
                call.attempts == 0 ? 0 : call.attempts + 1,
                call.who(),
                target(call, null, Purpose.FIRST),
                Served.NOTHING,
                outcome,
                Usage.NONE,
                new Charge(0, null, 0, 0, 0),
                timing(call.passport),
                new Sizes(call.facts == null ? 0 : call.facts.bodyBytes(), responseBytes));
    }

    private static Target target(Call call, @Nullable Endpoint endpoint, Purpose purpose) {
        var facts = call.facts;
        boolean stream = facts != null && facts.stream();
        String model = facts == null ? "" : facts.model();
        String route = call.route == null ? null : call.route.name();
        if (endpoint == null) {
            return new Target(
                    call.operation,
                    stream,
                    call.operation.dialect(),
                    model,
                    route,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    purpose,
                    call.fallbackOf);
        }
        return new Target(
                call.operation,
                stream,
                call.operation.dialect(),
                model,
                route,
                endpoint.name(),
                endpoint.provider().name(),
                endpoint.provider().account(),
                endpoint.provider().dialect(),
                endpoint.pool() == null ? null : endpoint.pool().name(),
                endpoint.model(),
                endpoint.region(),
                endpoint.zone(),
                purpose,
                call.fallbackOf);
    }

    /// How long the attempt waited until it was admitted, refused or given up.
    private static long queued(Passport passport) {
        long asked = passport.at(Moment.ASKED);
        long admitted = passport.at(Moment.ADMITTED);
        long until = admitted == Passport.UNSTAMPED ? passport.at(Moment.SETTLED) : admitted;
        return asked == Passport.UNSTAMPED || until == Passport.UNSTAMPED
                ? -1
                : Math.max(0, until - asked);
    }

    private static Timing timing(Passport passport) {
        return new Timing(
                passport.acceptedWallMicros(),
                passport.sinceAccepted(Moment.BODY_READ),
                passport.sinceAccepted(Moment.ADMITTED),
                passport.sinceAccepted(Moment.SENT),
                passport.sinceAccepted(Moment.FIRST_BYTE),
                passport.sinceAccepted(Moment.FIRST_TOKEN),
                passport.sinceAccepted(Moment.LAST_BYTE),
                passport.sinceAccepted(Moment.SETTLED),
                queued(passport));
    }
}
