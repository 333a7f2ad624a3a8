package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What users complain of counts with what the machine saw.
class ComplaintsCountTest {
    private TestFleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet =
                TestFleet.start(yaml ->
                        yaml.replace(
                                "tester: { owner: platform,",
                                "tester: { slo: { success: 99%, firstToken: 30s }, owner: platform,"));
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    private String ask(String orders) throws Exception {
        String id =
                RawCall.send(
                                fleet,
                                "/v1/chat/completions",
                                "{\"model\":\"openai-a\",\"messages\":[{\"role\":\"user\","
                                        + "\"content\":\"go [[output=20]] "
                                        + orders
                                        + "\"}]}")
                        .readAll()
                        .headers()
                        .get("fleetward-call-id");
        return String.valueOf(id);
    }

    private JsonNode health(String by, String column) throws Exception {
        JsonNode answer = fleet.admin("/v1/health?since=all&by=" + by);
        assertThat(answer.get("rows").size()).as("%s", answer).isEqualTo(1);
        for (int i = 0; i < answer.get("columns").size(); i++) {
            if (answer.get("columns").get(i).asString().equals(column)) {
                return answer.get("rows").get(0).get(i);
            }
        }
        throw new AssertionError("no column " + column + " in " + answer);
    }

    private void theyCount() throws Exception {
        for (String by : List.of("endpoint", "feature")) {
            assertThat(health(by, "complaints").asLong()).isEqualTo(4);
            // Of eight that say something the flawed one and three that were complained of are bad.
            assertThat(health(by, "valid").asDouble()).isCloseTo(4 / 8.0, within(1e-9));
            assertThat(health(by, "availability").asDouble()).isEqualTo(1);
            assertThat(health(by, "flawed").asLong()).isEqualTo(1);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        JsonNode success = success();
        while (success.path("events").asLong(0) != 8 || success.path("bad").asLong(0) != 4) {
            assertThat(System.nanoTime()).as("%s", success).isLessThan(end);
            Thread.sleep(20);
            success = success();
        }
    }

    private JsonNode success() throws Exception {
        return fleet.admin("/v1/objectives").path("objectives").path(0);
    }

    @Test
    void aComplaintMakesAnAnswerBadOnceInHealthAndInTheBudgetAlsoAfterARestart() throws Exception {
        List<String> good = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            good.add(ask(""));
        }
        String flawed = ask("[[fault=refusal]]");
        String cut = ask("[[fault=length]]");
        fleet.awaitLedger();
        assertThat(health("endpoint", "valid").asDouble()).isCloseTo(6 / 7.0, within(1e-9));

        for (String id : List.of(good.get(0), good.get(1), flawed, cut)) {
            for (int again = 0; again < 2; again++) {
                JsonNode answer = fleet.adminPost("/v1/complaints", "{\"callId\":\"" + id + "\"}");
                assertThat(answer.path("new").asBoolean()).as("%s", answer).isEqualTo(again == 0);
            }
        }
        theyCount();
        fleet.restart();
        theyCount();
    }
}
