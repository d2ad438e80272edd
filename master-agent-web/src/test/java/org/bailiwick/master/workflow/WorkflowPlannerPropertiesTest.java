package org.bailiwick.master.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;

/** Tests plans of random graphs. */
class WorkflowPlannerPropertiesTest {

  private final WorkflowPlanner planner = new WorkflowPlanner(60);

  /** Generates graphs without cycles: edges go to later nodes; then the nodes are shuffled. */
  @Provide
  Arbitrary<List<StepRequest>> acyclic() {
    return Combinators.combine(Arbitraries.integers().between(1, 40), Arbitraries.longs())
        .as((size, seed) -> shuffled(size, new Random(seed)));
  }

  private static List<StepRequest> shuffled(int size, Random random) {
    List<StepRequest> steps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      List<String> after = new ArrayList<>();
      for (int before = 0; before < i; before++) {
        if (random.nextInt(4) == 0) {
          after.add("s" + before);
        }
      }
      steps.add(step("s" + i, after));
    }
    Collections.shuffle(steps, random);
    return steps;
  }

  private static StepRequest step(String id, List<String> after) {
    return new StepRequest(id, Capability.parse("invoice.parse@1"), after, CapabilitySet.of());
  }

  @Property(tries = 300)
  void everyStepOfAGraphWithoutCyclesRunsOnceAndAfterWhatItNeeds(
      @ForAll("acyclic") List<StepRequest> plan) {
    Workflow workflow = planner.plan(plan);
    Set<String> done = new HashSet<>();
    Set<String> begun = new HashSet<>();
    while (done.size() < plan.size()) {
      List<StepRequest> ready = workflow.ready(done, begun);
      assertThat(ready).isNotEmpty();
      for (StepRequest step : ready) {
        assertThat(done).containsAll(step.after());
        assertThat(begun.add(step.id())).isTrue();
      }
      ready.forEach(step -> done.add(step.id()));
    }
    assertThat(workflow.ready(done, begun)).isEmpty();
  }

  @Property(tries = 100)
  void thePlanThatIsReadIsTheOneThatWasWritten(@ForAll("acyclic") List<StepRequest> plan) {
    String text = PlanText.of(planner.plan(plan));
    assertThat(PlanText.read(text)).isEqualTo(plan);
    assertThat(PlanText.of(planner.plan(PlanText.read(text)))).isEqualTo(text);
  }

  @Property(tries = 300)
  void oneEdgeBackIsACycleOrIsNot(
      @ForAll("acyclic") List<StepRequest> plan, @ForAll int from, @ForAll int to) {
    List<StepRequest> steps = new ArrayList<>(plan);
    StepRequest target = steps.get(Math.floorMod(to, steps.size()));
    int source = Math.floorMod(from, steps.size());
    StepRequest changed = steps.get(source);
    if (changed.after().contains(target.id())) {
      return;
    }
    List<String> after = new ArrayList<>(changed.after());
    after.add(target.id());
    boolean cycle =
        target.id().equals(changed.id()) || reaches(steps, target, changed.id(), new HashSet<>());
    steps.set(source, step(changed.id(), after));
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> planner.plan(steps));
    assertThat(refusal != null).isEqualTo(cycle);
  }

  /** Whether this step waits, directly or not, for the other. */
  private static boolean reaches(
      List<StepRequest> steps, StepRequest from, String wanted, Set<String> seen) {
    for (String before : from.after()) {
      if (before.equals(wanted)) {
        return true;
      }
      StepRequest next =
          steps.stream().filter(step -> step.id().equals(before)).findFirst().orElseThrow();
      if (seen.add(before) && reaches(steps, next, wanted, seen)) {
        return true;
      }
    }
    return false;
  }
}
