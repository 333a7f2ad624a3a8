package dev.fleetward.app.fleet;

import static dev.fleetward.app.fleet.RawCaller.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.fleet.RawCaller.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bounds on how much strangers may do at once.
class BoundsTest {
    private static final String OPENAI = "/v1/chat/completions";
    private static final String ANTHROPIC = "/v1/messages";

    @Test
    void closesConnectionsAboveTheBound() throws Exception {
        try (TestFleet fleet = TestFleet.start("limits: { connections: 5 }", "")) {
            List<RawCaller> callers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                RawCaller caller = new RawCaller(fleet.url());
                callers.add(caller);
                assertThat(caller.send(hello(fleet, OPENAI)).answer().status()).isEqualTo(200);
            }
            try (RawCaller tooMany = new RawCaller(fleet.url())) {
                assertThat(tooMany.isClosed()).isTrue();
            }
            assertThat(callers.getFirst().send(hello(fleet, OPENAI)).answer().status())
                    .isEqualTo(200);
            for (RawCaller caller : callers) {
                caller.close();
            }
            AtRest.connectionsAtMost(fleet, 0);
            AtRest.check(fleet);
        }
    }

    @Test
    void refusesCallsAboveTheBoundInTheCallersDialect() throws Exception {
        try (TestFleet fleet = TestFleet.start("limits: { concurrentCalls: 2 }", "");
                RawCaller first = new RawCaller(fleet.url());
                RawCaller second = new RawCaller(fleet.url())) {
            String head = hello(fleet, OPENAI);
            String unfinished = head.substring(0, head.length() - 5);
            first.send(unfinished);
            second.send(unfinished);
            while (fleet.node().view().counters().openCalls() < 2) {
                Thread.sleep(2);
            }
            for (String path : List.of(OPENAI, ANTHROPIC)) {
                try (RawCaller third = new RawCaller(fleet.url())) {
                    Answer answer = third.send(hello(fleet, path)).answer();
                    HostileInputTest.expectError(path, 503, answer);
                    assertThat(answer.body()).contains("concurrentCalls");
                }
            }
            String rest = head.substring(head.length() - 5);
            assertThat(first.send(rest).answer().status()).isEqualTo(200);
            assertThat(second.send(rest).answer().status()).isEqualTo(200);
            AtRest.check(fleet);
        }
    }

    @Test
    void refusesBodiesAboveWhatItMayHold() throws Exception {
        String limits = "limits: { requestBody: 64KiB, requestBodiesHeld: 100KiB }";
        try (TestFleet fleet = TestFleet.start(limits, "");
                RawCaller first = new RawCaller(fleet.url());
                RawCaller second = new RawCaller(fleet.url())) {
            String large = post(OPENAI, fleet.key(), " ".repeat(60 << 10) + body());
            String unfinished = large.substring(0, large.length() - 5);
            first.send(unfinished);
            while (fleet.node().view().counters().requestBytesHeld() < 60 << 10) {
                Thread.sleep(2);
            }
            Answer answer = second.send(large.replace(OPENAI, ANTHROPIC)).answer();
            HostileInputTest.expectError(ANTHROPIC, 503, answer);
            assertThat(answer.body()).contains("requestB");
            assertThat(first.send(large.substring(large.length() - 5)).answer().status())
                    .isEqualTo(200);
            AtRest.check(fleet);
        }
    }

    @Test
    void givesBackWhatAnUnfinishedCallerHeld() throws Exception {
        try (TestFleet fleet = TestFleet.start()) {
            String whole = hello(fleet, OPENAI);
            for (int i = 0; i < 20; i++) {
                try (RawCaller caller = new RawCaller(fleet.url())) {
                    caller.send(whole.substring(0, whole.length() - 1 - i));
                }
            }
            AtRest.check(fleet);
            AtRest.connectionsAtMost(fleet, 1);
        }
    }

    private static String hello(TestFleet fleet, String path) {
        return post(path, fleet.key(), body());
    }

    private static String body() {
        return "{\"model\":\"openai-a\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi [[output=2]]\"}]}";
    }
}
