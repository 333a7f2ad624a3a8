package dev.fleetward.app.cli;

import dev.fleetward.app.drill.Promise;
import java.io.PrintStream;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a drill promises, for people and for programs. Stateless.
final class Promises {
    private Promises() {}

    static void print(PrintStream out, List<Promise> promises) {
        for (Promise promise : promises) {
            out.println((promise.held() ? "held    " : "BROKEN  ") + promise.words());
            out.println("        " + promise.measured());
            promise.findings().forEach(finding -> out.println("        ! " + finding));
        }
    }

    static void add(ObjectNode result, List<Promise> all) {
        ArrayNode promises = result.putArray("promises");
        for (Promise promise : all) {
            ObjectNode one = promises.addObject();
            one.put("promise", promise.words()).put("held", promise.held());
            one.put("measured", promise.measured());
            ArrayNode findings = one.putArray("findings");
            promise.findings().forEach(findings::add);
        }
    }
}
