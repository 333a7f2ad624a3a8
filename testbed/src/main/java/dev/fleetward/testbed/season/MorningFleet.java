package dev.fleetward.testbed.season;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Three providers, eight endpoints, four features, whose sizes and speeds the seed decides. First
/// tokens are slower by day in New York than by night, and hardly so at weekends. Confined to its
/// run.
final class MorningFleet {
    static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    static final List<String> FEATURES = List.of("chat", "search", "summary", "mail");

    /// Standard deviation of the logarithm of a call's wait.
    private static final double CALL_NOISE = 0.45;

    /// That of an endpoint's speed from one five minutes to others.
    private static final double SLOT_NOISE = 0.05;

    /// How much of the noise of five minutes is still there in the next.
    private static final double LASTING = 0.9;

    /// That of a provider's speed from day to day.
    private static final double DAY_NOISE = 0.03;

    /// How far the predicted prefill lies from the true one.
    private static final double PREFILL_ERROR = 0.05;

    private final SplittableRandom random;
    private final List<Endpoint> endpoints;
    private final List<Caller> callers = new ArrayList<>();
    private final Map<String, Double> dayLevel = new HashMap<>();
    private final Map<String, Double> peak = new HashMap<>();

    /// One endpoint and its speed. Immutable.
    ///
    /// @param unloaded milliseconds of a call without prefill, at night
    /// @param prefill milliseconds per input token
    /// @param predicted the same as the gateway believes
    record Endpoint(
            String name,
            String provider,
            String model,
            String region,
            double unloaded,
            double prefill,
            double predicted) {}

    /// One feature and its calls. Immutable.
    ///
    /// @param calls per five minutes
    /// @param tokens the median prompt
    /// @param shares of its calls by endpoint
    record Caller(String feature, double calls, double tokens, double[] shares) {}

    /// One call. Immutable.
    ///
    /// @param prompt in tokens
    /// @param firstToken in milliseconds
    record Call(Endpoint endpoint, long prompt, double firstToken) {}

    MorningFleet(SplittableRandom random) {
        this.random = random;
        endpoints =
                List.of(
                        endpoint("north", "aurora-large", "us"),
                        endpoint("north", "aurora-large", "eu"),
                        endpoint("north", "aurora-small", "us"),
                        endpoint("north", "aurora-small", "eu"),
                        endpoint("west", "aurora-large", "us"),
                        endpoint("west", "cedar", "us"),
                        endpoint("south", "aurora-small", "eu"),
                        endpoint("south", "cedar", "us"));
        for (String feature : FEATURES) {
            double[] shares = new double[endpoints.size()];
            double all = 0;
            for (int i = 0; i < shares.length; i++) {
                shares[i] = random.nextDouble() < 0.4 ? 0 : random.nextDouble(0.2, 1);
                all += shares[i];
            }
            // Nobody is without a place.
            shares[0] += all == 0 ? 1 : 0;
            all = all == 0 ? 1 : all;
            for (int i = 0; i < shares.length; i++) {
                shares[i] /= all;
            }
            callers.add(
                    new Caller(
                            feature,
                            random.nextDouble(20, 120),
                            random.nextDouble(1_000, 3_500),
                            shares));
        }
        for (Endpoint endpoint : endpoints) {
            peak.computeIfAbsent(endpoint.provider(), provider -> random.nextDouble(1.2, 2.2));
        }
    }

    private Endpoint endpoint(String provider, String model, String region) {
        double prefill = random.nextDouble(0.15, 0.4);
        return new Endpoint(
                provider + '-' + model + '-' + region,
                provider,
                model,
                region,
                random.nextDouble(250, 600),
                prefill,
                prefill * Math.exp(random.nextGaussian() * PREFILL_ERROR));
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    List<Caller> callers() {
        return callers;
    }

    /// Another day, on which providers are a little faster or slower.
    void newDay() {
        endpoints.forEach(
                endpoint -> dayLevel.put(endpoint.provider(), random.nextGaussian() * DAY_NOISE));
    }

    /// How much slower an endpoint is by the hour and the day, at a moment.
    double wave(Endpoint endpoint, long wallMicros) {
        ZonedDateTime there = Instant.ofEpochSecond(wallMicros / 1_000_000).atZone(NEW_YORK);
        double hour = there.getHour() + there.getMinute() / 60.0;
        boolean weekend =
                there.getDayOfWeek() == DayOfWeek.SATURDAY
                        || there.getDayOfWeek() == DayOfWeek.SUNDAY;
        double height = (peak.getOrDefault(endpoint.provider(), 1.0) - 1) * (weekend ? 0.25 : 1);
        // Rises from seven, is highest from ten to two, is over at eight in the evening.
        double day = smooth((hour - 6.5) / 3.5) * smooth((20 - hour) / 6);
        return (1 + height * day) * Math.exp(dayLevel.getOrDefault(endpoint.provider(), 0.0));
    }

    private static double smooth(double x) {
        double within = Math.clamp(x, 0, 1);
        return within * within * (3 - 2 * within);
    }

    /// The noise of an endpoint in the next slot.
    double noise(double before) {
        return LASTING * before
                + random.nextGaussian() * SLOT_NOISE * Math.sqrt(1 - LASTING * LASTING);
    }

    /// The noise of an endpoint in a slot of which nothing before is known.
    double noise() {
        return random.nextGaussian() * SLOT_NOISE;
    }

    long prompt(Caller caller, double times) {
        return Math.max(
                1, Math.round(caller.tokens() * times * Math.exp(0.6 * random.nextGaussian())));
    }

    Call call(Endpoint endpoint, long prompt, double slower) {
        double wait = endpoint.unloaded() * Math.exp(CALL_NOISE * random.nextGaussian());
        return new Call(endpoint, prompt, (wait + endpoint.prefill() * prompt) * slower);
    }

    /// As many as come in five minutes.
    int calls(double mean) {
        double draws = mean + Math.sqrt(mean) * random.nextGaussian();
        return (int) Math.max(0, Math.round(draws));
    }

    Endpoint pick(Caller caller) {
        double at = random.nextDouble();
        for (int i = 0; i < endpoints.size(); i++) {
            at -= caller.shares()[i];
            if (at < 0) {
                return endpoints.get(i);
            }
        }
        return endpoints.getFirst();
    }

    /// One of those that call an endpoint, the busier the likelier.
    Caller pick(Endpoint endpoint) {
        int which = endpoints.indexOf(endpoint);
        double all = 0;
        for (Caller caller : callers) {
            all += caller.calls() * caller.shares()[which];
        }
        double at = random.nextDouble() * all;
        for (Caller caller : callers) {
            at -= caller.calls() * caller.shares()[which];
            if (at < 0) {
                return caller;
            }
        }
        return callers.getFirst();
    }
}
