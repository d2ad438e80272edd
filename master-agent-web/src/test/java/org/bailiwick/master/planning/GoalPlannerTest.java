package org.bailiwick.master.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.namedworkflow.NamedWorkflows;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.ValueSource;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans from goals, over the types of the catalogue. */
class GoalPlannerTest {
  private static final String ALL =
      "invoice.parse@1 fx.convert@1 ledger.post@1 ledger.quick@1 mail.send@1";

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private TestCatalogue files;

  @BeforeEach
  void write() {
    files = new TestCatalogue(folder.resolve("catalogue"));
    for (String type : List.of("csv@1", "invoice@1", "booking@1", "receipt@1", "mail@1")) {
      files.type(type, type.equals("csv@1") ? "{\"type\":\"string\"}" : "{}");
    }
    files
        .entry("invoice.parse@1", "csv@1", "invoice@1")
        .entry("fx.convert@1", "invoice@1", "booking@1")
        .entry("ledger.post@1", "booking@1", "receipt@1")
        .entry("mail.send@1", "invoice@1", "mail@1");
  }

  private static String goal(String outputs, String inputs) {
    return "{\"purpose\":\"p\",\"goal\":{\"outputs\":[%s],\"inputs\":{%s}}}"
        .formatted(outputs, inputs);
  }

  private PreparedPlan prepare(Catalogue catalogue, String body, String held) {
    return new PlanMaker(catalogue, new NamedWorkflows(Optional.empty(), clock), 50, 100_000)
        .prepare(JobRequest.parse(body), "caller", CapabilitySet.parseScope(held));
  }

  private PreparedPlan prepare(String body, String held) {
    return prepare(files.read(clock), body, held);
  }

  private static List<String> capabilities(PreparedPlan plan) {
    return plan.request().steps().stream().map(step -> step.capability().text()).toList();
  }

  private void refuses(String body, String held, String check) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> prepare(body, held)).check())
        .isEqualTo(check);
  }

  @Test
  void findsTheStepsThatLeadToAType() {
    PreparedPlan plan = prepare(goal("\"receipt@1\"", "\"csv@1\":\"a;b\""), ALL);
    assertThat(capabilities(plan))
        .containsExactly("invoice.parse@1", "fx.convert@1", "ledger.post@1");
    assertThat(plan.origin().text()).isEqualTo("planner:goal");
    assertThat(plan.request().inputs()).containsEntry("1-invoice-parse", "\"a;b\"");
    StepRequest last = plan.request().steps().getLast();
    assertThat(last.after()).containsExactly("2-fx-convert");
    assertThat(last.flow().inputFrom().orElseThrow()).containsOnlyKeys("");
    new WorkflowPlanner(50).plan(plan.request().steps());
  }

  @Test
  void takesTheFewestStepsAndThenTheFirstName() {
    files.entry("ledger.quick@1", "invoice@1", "receipt@1");
    files.entry("ledger.swift@1", "invoice@1", "receipt@1");
    assertThat(capabilities(prepare(goal("\"receipt@1\"", "\"csv@1\":\"\""), ALL)))
        .containsExactly("invoice.parse@1", "ledger.quick@1");
  }

  @Test
  void severalOutputsShareTheirSteps() {
    assertThat(capabilities(prepare(goal("\"receipt@1\",\"mail@1\"", "\"csv@1\":\"\""), ALL)))
        .containsExactlyInAnyOrder(
            "invoice.parse@1", "fx.convert@1", "ledger.post@1", "mail.send@1");
  }

  /** The planner does not go beyond what the caller may have done, not even to a shorter plan. */
  @Test
  void everyStepIsWithinTheCallersScope() {
    refuses(
        goal("\"receipt@1\"", "\"csv@1\":\"\""),
        "invoice.parse@1 fx.convert@1",
        "goal-unreachable");
    assertThat(
            capabilities(
                prepare(goal("\"receipt@1\"", "\"booking@1\":{}"), "ledger.post@1?book=4711")))
        .containsExactly("ledger.post@1?book=4711");
  }

  @Test
  void refusesGoalsThatHaveNoPlan() {
    refuses(goal("\"gold@1\"", "\"csv@1\":\"\""), ALL, "goal-unreachable");
    refuses(goal("\"csv@1\"", "\"csv@1\":\"\""), ALL, "goal-met");
    refuses(goal("\"receipt@1\"", "\"csv@1\":1"), ALL, "input-type-mismatch");
    refuses(goal("\"receipt@1\"", "\"lead@1\":1"), ALL, "type-not-catalogued");
    refuses(goal("\"Receipt\"", "\"csv@1\":\"\""), ALL, "type-name");
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () ->
                        prepare(
                            new Catalogue(Optional.empty(), clock), goal("\"receipt@1\"", ""), ALL))
                .check())
        .isEqualTo("goal-without-catalogue");
  }

  @Test
  void theSearchEnds() {
    StringBuilder held = new StringBuilder();
    for (int n = 0; n < 60; n++) {
      files.type("t" + n + "@1", "{}");
      files.entry("c" + n + ".do@1", "csv@1", "t" + n + "@1");
      held.append(n == 0 ? "" : " ").append("c").append(n).append(".do@1");
    }
    files.type("far@1", "{}");
    refuses(goal("\"far@1\"", "\"csv@1\":\"\""), held.toString(), "goal-search-bound");
  }

  /** Each step gets a value of the type that its capability takes, and each output is there. */
  @Property(tries = 25)
  void aPlanAlwaysTypeChecks(@ForAll long seed) throws Exception {
    Path place = Files.createTempDirectory("goal");
    Random random = new Random(seed);
    TestCatalogue made = new TestCatalogue(place);
    Map<String, String[]> types = new HashMap<>();
    for (int n = 0; n < 6; n++) {
      made.type("t" + n + "@1", "{}");
    }
    for (int n = 0; n < 10; n++) {
      String[] of = {"t" + random.nextInt(6) + "@1", "t" + random.nextInt(6) + "@1"};
      types.put("c" + n + ".do@1", of);
      made.entry("c" + n + ".do@1", of[0], of[1]);
    }
    String held = types.keySet().stream().sorted().collect(Collectors.joining(" "));
    String body = goal("\"t5@1\",\"t4@1\"", "\"t0@1\":1,\"t1@1\":2");
    PreparedPlan plan;
    try {
      plan = prepare(made.read(TestClock.atPresent()), body, held);
    } catch (ProblemException e) {
      assertThat(e.check()).isEqualTo("goal-unreachable");
      return;
    }
    new WorkflowPlanner(50).plan(plan.request().steps());
    Map<String, String> outputs = new HashMap<>();
    for (StepRequest step : plan.request().steps()) {
      String input = types.get(step.capability().text())[0];
      if (step.after().isEmpty()) {
        assertThat(input).isIn("t0@1", "t1@1");
      } else {
        ValueSource source = step.flow().inputFrom().orElseThrow().get("");
        assertThat(outputs).containsEntry(((ValueSource.OfStep) source).step(), input);
      }
      outputs.put(step.id(), types.get(step.capability().text())[1]);
    }
    assertThat(outputs.values()).contains("t4@1", "t5@1");
    assertThat(capabilities(prepare(made.read(TestClock.atPresent()), body, held)))
        .as("the same plan again")
        .isEqualTo(capabilities(plan));
  }
}
