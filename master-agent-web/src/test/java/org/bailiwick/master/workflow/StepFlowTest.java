package org.bailiwick.master.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** Steps that say which values they get, whether they are done, and for which items. */
class StepFlowTest {
  private static final String FIRST = "{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}";

  private final WorkflowPlanner planner = new WorkflowPlanner(20);

  private static JobRequest job(String members) {
    return JobRequest.parse(
        "{\"purpose\":\"p\",\"steps\":[%s,{\"id\":\"b\",\"capability\":\"ledger.post@1\",\"after\":[\"a\"]%s}]}"
            .formatted(FIRST, members));
  }

  private void refuses(String members, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> planner.plan(job(members).steps()));
    assertThat(refusal).as(members).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
  }

  private void refusesForm(String members) {
    refuses(members, ProblemType.MALFORMED_REQUEST, "step-flow-form");
  }

  private void refusesPlan(String members, String check) {
    refuses(members, ProblemType.JOB_NOT_ACCEPTABLE, check);
  }

  @Test
  void aPlanWithoutFlowHasTheTextOfVersionOne() {
    Workflow plain = planner.plan(job("").steps());
    assertThat(PlanText.version(plain)).isEqualTo(1);
    assertThat(PlanText.of(plain)).contains("\"version\":1").doesNotContain("input_from");
  }

  @Test
  void aPlanIsReadAsItWasWritten() {
    Workflow plan =
        planner.plan(
            job(",\"input_from\":{\"total\":{\"step\":\"a\",\"pointer\":\"/total\"},\"line\":{\"item\":\"\"}},"
                    + "\"when\":{\"step\":\"a\",\"pointer\":\"/ok\",\"equals\":true},"
                    + "\"for_each\":{\"step\":\"a\",\"pointer\":\"/lines\",\"max\":9}")
                .steps());
    String text = PlanText.of(plan);
    assertThat(text)
        .contains("\"version\":2")
        .contains("\"for_each\":{\"max\":9,\"pointer\":\"/lines\",\"step\":\"a\"}")
        .contains("\"when\":{\"equals\":true,\"pointer\":\"/ok\",\"step\":\"a\"}")
        .contains("\"line\":{\"item\":\"\"}");
    assertThat(PlanText.read(text)).isEqualTo(plan.planned());
    assertThat(PlanText.version(plan)).isEqualTo(PlanText.FLOW);
  }

  @Test
  void aRightIsAPartOfThePlanAndNotOfARequest() {
    StepRequest first = job("").steps().getFirst();
    Capability named = Capability.parse("invoice.book@1");
    Workflow plan = planner.plan(List.of(first.with(first.flow().withRight(Optional.of(named)))));
    assertThat(plan.rights().scope()).isEqualTo("invoice.book@1");
    assertThat(plan.scope().scope()).isEqualTo("invoice.parse@1");
    assertThat(PlanText.read(PlanText.of(plan))).isEqualTo(plan.planned());
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> job(",\"right\":\"invoice.book@1\"").steps());
    assertThat(refusal.check()).isEqualTo("member-unknown");
  }

  /** Fractions, and numbers that a reader may round, have several spellings. */
  @Test
  void refusesValuesThatCannotBeComparedWithoutDoubt() {
    for (String value :
        new String[] {"1.5", "{}", "[]", "9007199254740993000", "\"" + "x".repeat(201) + "\""}) {
      refusesForm(",\"when\":{\"step\":\"a\",\"pointer\":\"\",\"equals\":" + value + "}");
    }
  }

  @Test
  void refusesOtherForms() {
    refusesForm(",\"input_from\":[]");
    refusesForm(",\"input_from\":{\"x\":{\"step\":\"a\"}}");
    refusesForm(",\"input_from\":{\"x\":{\"step\":\"a\",\"pointer\":\"\",\"item\":\"\"}}");
    refusesForm(",\"when\":{\"step\":\"a\",\"pointer\":\"\"}");
    refusesForm(",\"for_each\":{\"step\":\"a\",\"pointer\":\"\"}");
    refusesForm(",\"for_each\":{\"step\":\"a\",\"pointer\":\"\",\"max\":1.5}");
    refuses(
        ",\"when\":{\"step\":\"a\",\"pointer\":\"x\",\"equals\":1}",
        ProblemType.MALFORMED_REQUEST,
        "pointer-form");
  }

  @Test
  void aValueComesFromAStepThatTheStepWaitsFor() {
    refusesPlan(
        ",\"input_from\":{\"x\":{\"step\":\"b\",\"pointer\":\"\"}}", "flow-step-not-before");
    refusesPlan(",\"when\":{\"step\":\"c\",\"pointer\":\"\",\"equals\":1}", "flow-step-not-before");
    refusesPlan(
        ",\"for_each\":{\"step\":\"c\",\"pointer\":\"\",\"max\":1}", "flow-step-not-before");
    refusesPlan(",\"input_from\":{\"x\":{\"item\":\"\"}}", "flow-item");
    refusesPlan(",\"input_from\":{\"x\":{\"input\":\"\"}}", "flow-input");
    refusesPlan(
        ",\"input_from\":{\"\":{\"step\":\"a\",\"pointer\":\"\"},\"x\":{\"step\":\"a\",\"pointer\":\"\"}}",
        "flow-whole-input");
  }

  /** Threat 55: instances count before anything runs, whatever an agent answers later. */
  @Test
  void threat55InstancesCountAsSteps() {
    refusesPlan(",\"for_each\":{\"step\":\"a\",\"pointer\":\"\",\"max\":20}", "call-count");
    refusesPlan(",\"for_each\":{\"step\":\"a\",\"pointer\":\"\",\"max\":21}", "for-each-max");
    refusesPlan(",\"for_each\":{\"step\":\"a\",\"pointer\":\"\",\"max\":0}", "for-each-max");
    assertThat(
            planner
                .plan(job(",\"for_each\":{\"step\":\"a\",\"pointer\":\"\",\"max\":19}").steps())
                .steps())
        .hasSize(2);
  }

  @Test
  void aRepeatedRequestIsRecognisedHoweverItIsWritten() {
    String one = job(",\"when\":{\"step\":\"a\",\"pointer\":\"/ok\",\"equals\":true}").sha256();
    String other =
        job(", \"when\": {\"equals\":true, \"step\":\"a\",\"pointer\":\"/ok\"}").sha256();
    assertThat(one).isEqualTo(other);
    assertThat(job(",\"when\":{\"step\":\"a\",\"pointer\":\"/ok\",\"equals\":false}").sha256())
        .isNotEqualTo(one);
  }

  @Test
  void aJobHasStepsOrAWorkflowOrAGoal() {
    for (String body :
        new String[] {
          "{\"purpose\":\"p\",\"workflow\":\"a.b@1\",\"steps\":[]}",
          "{\"purpose\":\"p\",\"workflow\":\"a.b@1\",\"goal\":{\"outputs\":[\"x@1\"]}}"
        }) {
      assertThat(catchThrowableOfType(ProblemException.class, () -> JobRequest.parse(body)).check())
          .isEqualTo("job-order");
    }
    JobRequest named =
        JobRequest.parse("{\"purpose\":\"p\",\"workflow\":\"a.b@1\",\"input\":{\"x\":1}}");
    assertThat(named.order()).isEqualTo(new JobOrder.Named(Capability.parse("a.b@1")));
    assertThat(named.input()).isEqualTo("{\"x\":1}");
    JobRequest goal =
        JobRequest.parse(
            "{\"purpose\":\"p\",\"goal\":{\"outputs\":[\"x@1\"],\"inputs\":{\"y@1\":[1]}}}");
    assertThat(goal.order()).isEqualTo(new JobOrder.Goal(List.of("x@1"), Map.of("y@1", "[1]")));
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> JobRequest.parse("{\"purpose\":\"p\",\"goal\":{\"outputs\":[]}}"))
                .check())
        .isEqualTo("goal-form");
  }
}
