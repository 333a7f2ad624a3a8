package dev.fleetward.control.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Problems as text for people and as JSON for programs. Stateless.
public final class ProblemReport {
    private ProblemReport() {}

    /// One problem after the other, and how many there are in the last line; empty if there is
    /// none.
    public static String text(List<Problem> problems) {
        if (problems.isEmpty()) {
            return "";
        }
        long errors =
                problems.stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .count();
        StringBuilder text = new StringBuilder();
        problems.forEach(problem -> text.append(problem.render()).append('\n'));
        return text.append(counted(errors, "error"))
                .append(", ")
                .append(counted(problems.size() - errors, "warning"))
                .append('\n')
                .toString();
    }

    /// An array of objects.
    public static String json(List<Problem> problems) {
        return JsonMapper.shared()
                .writeValueAsString(problems.stream().map(ProblemReport::members).toList());
    }

    /// The members of one problem as JSON.
    public static Map<String, Object> members(Problem problem) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("severity", problem.severity().label());
        members.put("file", problem.file());
        members.put("line", problem.line());
        members.put("column", problem.column());
        members.put("path", problem.path());
        members.put("message", problem.message());
        if (problem.suggestion() != null) {
            members.put("suggestion", problem.suggestion());
        }
        return members;
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
