package org.bailiwick.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A row of a table of bad inputs. The name begins with the number of the threat where there is one;
 * the call is made ready before the rows are looked at, so that what it needs may leave rows.
 *
 * @param check the failing check that the audit log must name
 */
public record BadInput(String name, Supplier<Call> call, Refusal refusal, String check) {

  /** Uses whose time is over: a timer removes them whenever it comes by, and none may be added. */
  private static final Set<String> FORGOTTEN = Set.of("spent_nonce", "grant_use", "wit");

  public static BadInput refused(String name, Supplier<Call> call, ProblemType type, String check) {
    return new BadInput(name, call, new Refusal.InProblem(type), check);
  }

  /** Sends it, and asserts refusal, audit entry, unchanged rows, and that nothing inner leaks. */
  public void requireRefusedBy(Component component, Wire wire) {
    Call ready = call.get();
    String requestId = "bad-" + UUID.randomUUID();
    SortedMap<String, SortedSet<String>> before = component.rows();
    Answer answer = wire.send(ready.header("X-Request-ID", requestId));
    refusal.requireIn(answer);
    assertThat(answer.headers().firstValue("X-Request-ID")).hasValue(requestId);
    assertThat(answer.body()).doesNotContain("org.bailiwick", "Exception", "java.", "SQL");
    assertThat(component.refusals(requestId, check))
        .as("audit of " + requestId)
        .anySatisfy(
            line -> {
              assertThat(line.outcome()).isEqualTo(answer.status() < 500 ? "DENIED" : "FAILED");
              assertThat(line.check()).isEqualTo(check);
            });
    requireUnchanged(before, component.rows());
  }

  private static void requireUnchanged(
      SortedMap<String, SortedSet<String>> before, SortedMap<String, SortedSet<String>> after) {
    assertThat(after.keySet()).isEqualTo(before.keySet());
    SortedSet<String> differing = new TreeSet<>();
    after.forEach(
        (table, rows) -> {
          differing.addAll(missing("+ " + table, rows, before.get(table)));
          if (!FORGOTTEN.contains(table)) {
            differing.addAll(missing("- " + table, before.get(table), rows));
          }
        });
    assertThat(differing).as("rows that came and went").isEmpty();
  }

  private static List<String> missing(String sign, Set<String> some, Set<String> others) {
    return some.stream().filter(row -> !others.contains(row)).map(row -> sign + " " + row).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
