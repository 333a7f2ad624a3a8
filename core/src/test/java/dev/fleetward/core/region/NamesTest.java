package dev.fleetward.core.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.region.Geography.Relation;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "East US 2, eastus2, SAME",
        "eastus2, East US 2, SAME",
        "us-east-1, US_EAST_1, SAME",
        "eastus2, westus3, ELSEWHERE",
        "eu-central-1, us-east-1, ELSEWHERE",
        "us-east-1, East US 2, ELSEWHERE",
        "global, Sweden Central, WITHIN",
        "eu, Sweden Central, WITHIN",
        "eu, europe-west4, WITHIN",
        "eu, uksouth, ELSEWHERE",
        "europe, uksouth, WITHIN",
        "eu, us-west-2, ELSEWHERE",
        "us, us-gov-west-1, WITHIN",
        "us, eastus2, WITHIN",
        "us-east-1, us, AROUND",
        "germanywestcentral, eu, AROUND",
        "eastus, global, AROUND",
        "eu-west, eu-central-1, ELSEWHERE",
        "eu-west, eu, AROUND",
        "frankfurt, Germany West Central, UNKNOWN",
        "hall-1, hall-2, ELSEWHERE",
        "apac, ap-southeast-2, WITHIN",
        "apple-dc, ap-southeast-2, UNKNOWN",
    })
    void regionsLieAsCloudsSpellThem(String asked, String served, Relation relation) {
        assertThat(Geography.relation(asked, served)).isEqualTo(relation);
    }

    @Test
    void whatProvidersWriteWhereTheyDoNotSayIsNoRegion() {
        assertThat(Geography.says("not_available")).isFalse();
        assertThat(Geography.says("")).isFalse();
        assertThat(Geography.says("us")).isTrue();
    }

    @Test
    void aServedRegionInOtherLettersIsTheRegionAsked() {
        assertThat(Calls.to("m", "eastus2").served("East US 2").seen().identity().region())
                .isEqualTo("eastus2");
        assertThat(Calls.to("m", "us-east-1").served("us").seen().identity().region())
                .isEqualTo("us-east-1");
    }

    @Test
    void aServedRegionWithinAnAreaIsMoreThanTheArea() {
        assertThat(Calls.to("m", "global").served("East US 2").seen().identity().region())
                .isEqualTo("eastus2");
        assertThat(Calls.to("m", "eu").served("not_available").seen().identity().region())
                .isEqualTo("eu");
        assertThat(Calls.to("m", null).seen().identity().region()).isNull();
    }

    @Test
    void theAreaBeforeABedrockNameIsWhereItMayRun() {
        String model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
        assertThat(Calls.to(model, "us-east-1").served("us-west-2").seen().identity().label())
                .isEqualTo(Relation.WITHIN);
        assertThat(Calls.to(model, "us-east-1").served("eu-west-1").seen().identity().label())
                .isEqualTo(Relation.ELSEWHERE);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o, true",
        "gpt-4o, GPT-4o, true",
        "prod-chat, prod-chat, true",
        "gpt-4o, gpt-4o-2024-08-06, false",
        "gpt-4o-2024-08-06, gpt-4o-2024-08-06, false",
        "gpt-4o-2024-08-06, gpt-4o, true",
        "claude-sonnet-4-latest, claude-sonnet-4, true",
        "gpt-4o, gpt-4o-mini, false",
    })
    void anEchoSaysNothingOfTheVersion(String sent, String served, boolean echo) {
        assertThat(VersionName.isEcho(sent, served)).isEqualTo(echo);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o-2024-08-06, true",
        "gpt-4o-2024-11-20, gpt-4o-2024-08-06, false",
        "gpt-4o-mini, gpt-4o-2024-08-06, false",
        "claude-sonnet-4-5@20250929, claude-sonnet-4-5-20250929, true",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0, claude-sonnet-4-5-20250929, true",
        "models/gemini-2.0-flash-001, gemini-2.0-flash-001, true",
        "gemini-2.0-flash-001, gemini-2.0-flash-002, false",
        "gpt-4-0613, gpt-4-1106, false",
    })
    void namesAgreeWhereOneIsTheOtherWithoutItsDate(String one, String other, boolean agree) {
        assertThat(VersionName.agree(one, other)).isEqualTo(agree);
        assertThat(VersionName.agree(other, one)).isEqualTo(agree);
    }

    @ParameterizedTest
    @CsvSource({
        "swedencentral, eu, INSIDE",
        "us, eu, OUTSIDE",
        "East US, eu, OUTSIDE",
        "global, eu, UNPROVEN",
        "eu, de, UNPROVEN",
        "not_available, eu, UNKNOWN",
        "cellar, eu, UNKNOWN",
        "eastus2, vault, UNKNOWN",
        "cellar, vault, UNKNOWN",
    })
    void zonesNamedAsAreasAreKnownByGeography(String served, String zone, Zones.Standing what) {
        assertThat(Zones.GEOGRAPHY.standing(served, Set.of(zone))).isEqualTo(what);
    }

    @Test
    void aNameOfAnyLengthIsBounded() {
        assertThat(VersionName.plain("x".repeat(10_000))).hasSize(VersionName.MAX_LENGTH);
        assertThat(Geography.relation("y".repeat(10_000), "us")).isEqualTo(Relation.UNKNOWN);
    }

    @Test
    void promotionsKnowEverySpelling() {
        Promotions promotions =
                new Promotions(
                        Map.of("anthropic.claude-x-20250101-v1:0", Promotions.Verdict.PROMOTED));
        assertThat(promotions.of("claude-x-20250101")).contains(Promotions.Verdict.PROMOTED);
        assertThat(promotions.of("claude-x-20250102")).isEmpty();
    }
}
