package dev.fleetward.control.ledger;

import static dev.fleetward.control.ledger.EventColumn.flag;
import static dev.fleetward.control.ledger.EventColumn.moment;
import static dev.fleetward.control.ledger.EventColumn.number;
import static dev.fleetward.control.ledger.EventColumn.numberOrNull;
import static dev.fleetward.control.ledger.EventColumn.text;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table `events`, one row per attempt. The table's definition, what fills it and its reference
/// page are all derived from this list. Stateless.
final class EventColumns {
    static final String TABLE = "events";

    static final List<EventColumn> ALL = all();

    private EventColumns() {}

    /// What makes a table of this name with these columns, unless there is one.
    static String definition(String table) {
        return ALL.stream()
                .map(column -> column.name() + " " + column.type())
                .collect(
                        Collectors.joining(
                                ", ", "CREATE TABLE IF NOT EXISTS " + table + " (", ")"));
    }

    private static List<EventColumn> all() {
        List<EventColumn> columns = new ArrayList<>();
        columns.addAll(identity());
        columns.addAll(who());
        columns.addAll(target());
        columns.addAll(served());
        columns.addAll(outcome());
        columns.addAll(tokens());
        columns.addAll(charge());
        columns.addAll(timing());
        return List.copyOf(columns);
    }

    private static List<EventColumn> identity() {
        return List.of(
                text("call_id", "The logical call.", e -> e.call().toString()),
                number(
                        "attempt",
                        "1 for the first try; 0 where nothing was forwarded.",
                        CallEvent::attempt),
                flag(
                        "is_last",
                        "Whether this attempt's ending was the call's: one row per call has it.",
                        e -> e.outcome().last()),
                moment(
                        "accepted_at",
                        "When the call was accepted (UTC).",
                        e -> e.timing().acceptedWallMicros()),
                moment(
                        "ended_at",
                        "When the attempt was settled (UTC); null where its end is unknown.",
                        EventColumns::endedAt));
    }

    private static long endedAt(CallEvent event) {
        Timing timing = event.timing();
        return timing.settled() < 0
                ? Long.MIN_VALUE
                : timing.acceptedWallMicros() + timing.settled() / 1000;
    }

    private static List<EventColumn> who() {
        return List.of(
                text("key_id", "The public name of the key.", e -> e.who().keyId()),
                text("feature", "The feature that the key names.", e -> e.who().feature()),
                text("tenant", "The tenant, if there is one.", e -> e.who().tenant()),
                text("origin", "Why the call happened.", e -> e.who().origin().label()),
                flag(
                        "origin_declared",
                        "False where `origin` is the default.",
                        e -> e.who().originDeclared()),
                text("class", "How urgent it was.", e -> e.who().callClass().label()),
                flag(
                        "class_declared",
                        "False where `class` is the feature's default.",
                        e -> e.who().classDeclared()),
                text("job", "The caller's job.", e -> e.who().job()),
                text("session", "The caller's session.", e -> e.who().session()));
    }

    private static List<EventColumn> target() {
        return List.of(
                text("operation", "What was asked.", e -> e.target().operation().label()),
                flag("stream", "Whether a stream was asked for.", e -> e.target().stream()),
                text(
                        "caller_dialect",
                        "What the caller spoke.",
                        e -> e.target().callerDialect().label()),
                text(
                        "model_asked",
                        "The model that the caller named.",
                        e -> e.target().modelAsked()),
                text("route", "The route; null where none was found.", e -> e.target().route()),
                text(
                        "endpoint",
                        "The endpoint; null where nothing was forwarded, like the next six.",
                        e -> e.target().endpoint()),
                text("provider", "The provider.", e -> e.target().provider()),
                text("account", "The account at the provider.", e -> e.target().account()),
                text(
                        "provider_dialect",
                        "What the endpoint spoke.",
                        e -> label(e.target().providerDialect())),
                text("pool", "The pool whose quota it took.", e -> e.target().pool()),
                text(
                        "model_sent",
                        "The model that the endpoint was asked for.",
                        e -> e.target().modelSent()),
                text("region_asked", "The endpoint's region.", e -> e.target().regionAsked()),
                text("zone", "The endpoint's zone.", e -> e.target().zone()),
                text(
                        "purpose",
                        "Why the attempt was made: `first`, `retry` or `hedge`.",
                        e -> e.target().purpose().label()),
                text(
                        "fallback_of",
                        "The route that was asked for, where `route` is its fallback.",
                        e -> e.target().fallbackOf()));
    }

    private static @Nullable String label(@Nullable WireDialect dialect) {
        return dialect == null ? null : dialect.label();
    }

    private static List<EventColumn> served() {
        return List.of(
                text(
                        "model_served",
                        "The model that the provider says it served.",
                        e -> e.served().model()),
                text(
                        "region_served",
                        "The region that the provider says it served from.",
                        e -> e.served().region()),
                text(
                        "fingerprint",
                        "The provider's fingerprint of the system.",
                        e -> e.served().fingerprint()),
                text("service_tier", "The provider's service tier.", e -> e.served().serviceTier()),
                text(
                        "request_id",
                        "The provider's id of the request.",
                        e -> e.served().requestId()));
    }

    private static List<EventColumn> outcome() {
        return List.of(
                text(
                        "outcome",
                        "`succeeded`, `failed`, `refused`, `aborted`, or `unknown` where the process died meanwhile.",
                        e -> e.outcome().ending().name().toLowerCase(Locale.ROOT)),
                number(
                        "caller_status",
                        "The HTTP status that the caller got; 0 where this attempt answered nothing.",
                        e -> e.outcome().callerStatus()),
                number(
                        "provider_status",
                        "The HTTP status that the provider answered, or 0.",
                        e -> e.outcome().providerStatus()),
                text(
                        "failure",
                        "What went wrong, if anything did.",
                        e -> failure(e, FailureKind::label)),
                text(
                        "blame",
                        "Whose fault that was.",
                        e -> failure(e, kind -> kind.blame().name().toLowerCase(Locale.ROOT))),
                text("finish_reason", "Why generation ended.", EventColumns::finish),
                text(
                        "flaw",
                        "What was wrong in meaning with an answer that succeeded in form.",
                        EventColumns::flaw));
    }

    private static @Nullable String failure(CallEvent event, Function<FailureKind, String> part) {
        FailureKind kind = event.outcome().failure();
        return kind == null ? null : part.apply(kind);
    }

    private static @Nullable String finish(CallEvent event) {
        FinishReason finish = event.outcome().finish();
        return finish == null ? null : finish.label();
    }

    private static @Nullable String flaw(CallEvent event) {
        Flaw flaw = event.outcome().flaw();
        return flaw == null ? null : flaw.label();
    }

    private static List<EventColumn> tokens() {
        List<EventColumn> columns = new ArrayList<>();
        columns.addAll(
                count(
                        "input",
                        "Input tokens neither read from nor written to a cache",
                        Usage::input));
        columns.addAll(count("cache_read", "Input tokens served from a cache", Usage::cacheRead));
        columns.addAll(count("cache_write", "Input tokens written to a cache", Usage::cacheWrite));
        columns.addAll(
                count(
                        "cache_write_long",
                        "Input tokens written to a cache for an hour",
                        Usage::cacheWriteLong));
        columns.addAll(count("output", "Generated tokens, reasoning included", Usage::output));
        columns.addAll(
                count("reasoning", "The part of the output that was reasoning", Usage::reasoning));
        return columns;
    }

    private static List<EventColumn> count(
            String kind, String meaning, Function<Usage, TokenCount> part) {
        return List.of(
                numberOrNull(
                        kind + "_tokens",
                        meaning + "; null where nobody said.",
                        e -> known(part.apply(e.usage()))),
                text(
                        kind + "_provenance",
                        "Where that number came from: `final`, `partial`, `estimated`, `explicit_zero`, `absent`.",
                        e -> part.apply(e.usage()).provenance().label()));
    }

    private static long known(TokenCount count) {
        return count.isKnown() ? count.tokens() : -1;
    }

    private static List<EventColumn> charge() {
        return List.of(
                numberOrNull(
                        "cost_nano_usd",
                        "Cost in billionths of a dollar; null where the price is unknown; the reservation where the outcome is.",
                        e -> e.charge().costNanos()),
                text(
                        "price_version",
                        "The price row that it was computed from.",
                        e -> e.charge().priceVersion()),
                number(
                        "reserved_input_tokens",
                        "Input tokens reserved at admission.",
                        e -> e.charge().reservedInputTokens()),
                number(
                        "reserved_output_tokens",
                        "Output tokens reserved at admission.",
                        e -> e.charge().reservedOutputTokens()),
                number(
                        "reserved_cost_nano_usd",
                        "Cost reserved at admission.",
                        e -> e.charge().reservedCostNanos()));
    }

    private static List<EventColumn> timing() {
        return List.of(
                numberOrNull(
                        "body_read_ns",
                        "Nanoseconds from acceptance until the request was read; null, like the rest, where that moment never came.",
                        e -> e.timing().bodyRead()),
                numberOrNull(
                        "admitted_ns", "Until the call was admitted.", e -> e.timing().admitted()),
                numberOrNull(
                        "queued_ns",
                        "How long this attempt waited for admission, whatever came of it; null where it never asked.",
                        e -> e.timing().queued()),
                numberOrNull(
                        "sent_ns",
                        "Until the request was sent to the endpoint.",
                        e -> e.timing().sent()),
                numberOrNull(
                        "first_byte_ns",
                        "Until the first byte of the answer.",
                        e -> e.timing().firstByte()),
                numberOrNull(
                        "first_token_ns", "Until the first token.", e -> e.timing().firstToken()),
                numberOrNull(
                        "last_byte_ns",
                        "Until the last byte of the answer.",
                        e -> e.timing().lastByte()),
                numberOrNull(
                        "settled_ns", "Until the attempt was settled.", e -> e.timing().settled()),
                number(
                        "request_bytes",
                        "The request body, as received from the caller.",
                        e -> e.sizes().requestBytes()),
                number(
                        "response_bytes",
                        "The answer's body, as handed to the caller.",
                        e -> e.sizes().responseBytes()),
                numberOrNull(
                        "text_bytes",
                        "What the provider generated (text, reasoning that it shows, arguments of tool calls), in bytes of UTF-8; null where that was not noted.",
                        e -> e.sizes().textBytes()));
    }
}
