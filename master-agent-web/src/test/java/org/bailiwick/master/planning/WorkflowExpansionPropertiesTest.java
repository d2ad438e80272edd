package org.bailiwick.master.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.namedworkflow.NamedWorkflows;
import org.bailiwick.master.namedworkflow.TestWorkflows;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.PlanText;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.testing.TestClock;

/** Plans of random workflows, which use one another. */
class WorkflowExpansionPropertiesTest {
  private static final int MAX_STEPS = 40;

  private final WorkflowPlanner planner = new WorkflowPlanner(MAX_STEPS);

  /** What a file says is a plan that the one check accepts, or it is refused with a reason. */
  @Property(tries = 60)
  void aWorkflowIsAPlanOrIsRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    TestWorkflows files = new TestWorkflows(Files.createTempDirectory("workflows"));
    List<String> names = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      String name = "w" + n + ".run@1";
      files.workflow(name, "s0", steps(random, names));
      names.add(name);
    }
    NamedWorkflows workflows = files.read(TestClock.atPresent());
    assertThat(workflows.faults()).isEmpty();
    for (String name : names) {
      requirePlan(workflows, name, files.folder());
    }
  }

  private void requirePlan(NamedWorkflows workflows, String name, Path folder) {
    PlanMaker maker =
        new PlanMaker(
            new Catalogue(Optional.empty(), TestClock.atPresent()), workflows, MAX_STEPS, 100_000);
    Workflow plan;
    try {
      PreparedPlan prepared =
          maker.prepare(
              JobRequest.parse(
                  "{\"purpose\":\"p\",\"workflow\":\""
                      + name
                      + "\",\"input\":{\"v\":1,\"x\":{\"v\":2}}}"),
              "caller",
              CapabilitySet.of());
      assertThat(prepared.request().inputs().keySet())
          .containsAll(prepared.request().steps().stream().map(StepRequest::id).toList());
      plan = planner.plan(prepared.request().steps());
    } catch (ProblemException e) {
      assertThat(e.type())
          .as("%s in %s", e.check(), folder)
          .isEqualTo(ProblemType.JOB_NOT_ACCEPTABLE);
      assertThat(e.check())
          .isIn(
              Set.of(
                  "step-count",
                  "call-count",
                  "workflow-depth",
                  "step-id-form",
                  "workflow-input-missing",
                  "workflow-input-whole"));
      return;
    }
    assertThat(plan.steps()).allMatch(step -> step.capability().name().startsWith("do."));
    assertThat(plan.rights().scope()).as("the name alone").isEqualTo(name);
    assertThat(PlanText.read(PlanText.of(plan))).isEqualTo(plan.planned());
  }

  /** Steps that wait for earlier ones, take values of them or of the input, and use workflows. */
  private static String[] steps(Random random, List<String> names) {
    List<String> steps = new ArrayList<>();
    int size = 1 + random.nextInt(4);
    for (int n = 0; n < size; n++) {
      boolean uses = !names.isEmpty() && random.nextInt(3) == 0;
      String capability =
          uses ? names.get(random.nextInt(names.size())) : "do.work" + random.nextInt(3) + "@1";
      steps.add(TestWorkflows.step("s" + n, capability, flow(random, n, uses)));
    }
    return steps.toArray(String[]::new);
  }

  private static String flow(Random random, int number, boolean uses) {
    if (number == 0 || random.nextInt(3) == 0) {
      return random.nextBoolean()
          ? ",\"input_from\":{\"v\":{\"input\":\"/v\"}}"
          : ",\"input\":{\"v\":3,\"x\":4}";
    }
    String before = "s" + random.nextInt(number);
    String more =
        switch (random.nextInt(uses ? 2 : 3)) {
          case 0 -> "";
          case 1 ->
              ",\"when\":{\"step\":\"%s\",\"pointer\":\"/ok\",\"equals\":true}".formatted(before);
          default ->
              ",\"for_each\":{\"step\":\"%s\",\"pointer\":\"/all\",\"max\":3}".formatted(before);
        };
    return (",\"after\":[\"%1$s\"],\"input_from\":{\"v\":{\"step\":\"%1$s\",\"pointer\":\"/r\"}}"
            + more)
        .formatted(before);
  }
}
