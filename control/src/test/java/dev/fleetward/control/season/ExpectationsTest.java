package dev.fleetward.control.season;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.season.Depth;
import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.HourOfWeek;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.season.SeasonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
    private static final long HOUR = 3_600_000_000L;
    private static final long FIRST = 500_000;
    private static final long NOW = FIRST * HOUR + 7;

    private static ProfileKey key(String endpoint, PromptSize size, Measure measure) {
        return new ProfileKey(endpoint, "", size, measure);
    }

    /// From this hour on.
    private static Forecast forecast(ProfileKey key, double... medians) {
        List<Forecast.Hour> hours = new ArrayList<>();
        for (int i = 0; i < medians.length; i++) {
            long start = (FIRST + i) * HOUR;
            hours.add(
                    new Forecast.Hour(
                            start,
                            HourOfWeek.at(start),
                            medians[i],
                            0,
                            0,
                            0,
                            9,
                            Depth.HOUR_OF_WEEK,
                            1));
        }
        return new Forecast(key, hours);
    }

    @Test
    void whatIsKnownBestOfAnEndpointIsExpectedOfIt() {
        ProfileKey small = key("a", PromptSize.SMALL, Measure.FIRST_TOKEN_LESS_PREFILL);
        ProfileKey large = key("a", PromptSize.LARGE, Measure.FIRST_TOKEN_LESS_PREFILL);
        ProfileKey rate = key("a", PromptSize.SMALL, Measure.FAILURES);
        ProfileKey other = key("b", PromptSize.SMALL, Measure.FIRST_TOKEN_LESS_PREFILL);
        SeasonView view =
                Expectations.of(
                        Map.of(small, 9.0, large, 90.0, rate, 900.0, other, 5.0),
                        asked ->
                                asked.equals(large)
                                        ? forecast(asked, 300, 400)
                                        : forecast(asked, 1),
                        Set.of("a"),
                        NOW);

        assertThat(view.endpoints().keySet()).containsExactly("a");
        assertThat(view.firstTokenNanos("a", NOW)).isEqualTo(300);
        assertThat(view.firstTokenNanos("a", NOW + HOUR)).isEqualTo(400);
        assertThat(view.firstTokenNanos("a", NOW + 2 * HOUR)).isEqualTo(SeasonView.UNKNOWN);
    }

    @Test
    void anHourOfWhichNothingIsKnownIsNotExpected() {
        ProfileKey key = key("a", PromptSize.SMALL, Measure.FIRST_TOKEN_LESS_PREFILL);
        Map<ProfileKey, Double> weights = Map.of(key, 9.0);

        assertThat(Expectations.of(weights, it -> forecast(it), Set.of("a"), NOW))
                .isEqualTo(SeasonView.NOTHING);
        assertThat(
                        Expectations.of(weights, it -> forecast(it, 300), Set.of("a"), NOW)
                                .firstTokenNanos("a", NOW + HOUR))
                .isEqualTo(SeasonView.UNKNOWN);
    }
}
