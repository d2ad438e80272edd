package org.bailiwick.master.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.namedworkflow.TestWorkflows.step;
import static org.bailiwick.master.namedworkflow.TestWorkflows.taking;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.namedworkflow.TestWorkflows;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans from named workflows. */
class PlanMakerTest {
  private static final String NO_SCOPE = "";

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final WorkflowPlanner planner = new WorkflowPlanner(50);
  private TestWorkflows files;

  @BeforeEach
  void write() {
    files =
        new TestWorkflows(folder.resolve("workflows"))
            .workflow(
                "invoice.book@1",
                "post",
                step(
                    "parse",
                    "invoice.parse@1",
                    ",\"input\":{\"lang\":\"en\"},\"input_from\":{\"file\":{\"input\":\"/file\"}}"),
                step("post", "ledger.post@1", taking("parse")));
  }

  private PreparedPlan prepare(String body, String held) {
    PlanMaker maker =
        new PlanMaker(new Catalogue(Optional.empty(), clock), files.read(clock), 50, 100_000);
    return maker.prepare(JobRequest.parse(body), "caller", CapabilitySet.parseScope(held));
  }

  private static String named(String input) {
    return "{\"purpose\":\"p\",\"workflow\":\"invoice.book@1\",\"input\":" + input + "}";
  }

  private static String steps(String... steps) {
    return "{\"purpose\":\"p\",\"steps\":[" + String.join(",", steps) + "]}";
  }

  private void refuses(String body, String check) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> planner.plan(prepare(body, NO_SCOPE).request().steps()));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
  }

  private static Map<String, StepRequest> byId(PreparedPlan plan) {
    Map<String, StepRequest> steps = new HashMap<>();
    plan.request().steps().forEach(step -> steps.put(step.id(), step));
    return steps;
  }

  @Test
  void aWorkflowIsTheWholeJob() {
    PreparedPlan plan = prepare(named("{\"file\":\"f\",\"more\":1}"), "invoice.book@1");
    Workflow workflow = planner.plan(plan.request().steps());
    assertThat(workflow.rights().scope()).isEqualTo("invoice.book@1");
    assertThat(workflow.scope().scope()).isEqualTo("invoice.parse@1 ledger.post@1");
    assertThat(plan.request().inputs())
        .containsEntry("parse", "{\"lang\":\"en\",\"file\":\"f\"}")
        .containsEntry("post", "{}");
    assertThat(plan.origin().text()).matches("workflow:invoice.book@1;sha256=[0-9a-f]{64}");
    assertThat(plan.workflows()).containsOnlyKeys("invoice.book@1");
  }

  /** Who may do each step needs no name; who may do neither is told of the name alone. */
  @Test
  void theRightIsTheNameUnlessTheCallerHasAllSteps() {
    assertThat(rights("invoice.parse@1 ledger.post@1")).isEqualTo("invoice.parse@1 ledger.post@1");
    assertThat(rights("invoice.parse@1 ledger.post@1 invoice.book@1")).isEqualTo("invoice.book@1");
    assertThat(rights("invoice.parse@1")).isEqualTo("invoice.book@1");
    assertThat(rights(NO_SCOPE)).isEqualTo("invoice.book@1");
  }

  private String rights(String held) {
    PreparedPlan plan = prepare(named("{\"file\":\"f\"}"), held);
    return planner.plan(plan.request().steps()).rights().scope();
  }

  @Test
  void aStepMayUseAWorkflowAndOthersItsResult() {
    PreparedPlan plan =
        prepare(
            steps(
                step("scan", "page.scan@1"),
                step(
                    "book",
                    "invoice.book@1",
                    ",\"after\":[\"scan\"],\"input_from\":{\"file\":{\"step\":\"scan\",\"pointer\":\"/f\"}}"),
                step("tell", "mail.send@1", taking("book"))),
            "invoice.book@1 page.scan@1 mail.send@1");
    Workflow workflow = planner.plan(plan.request().steps());
    assertThat(workflow.rights().scope()).isEqualTo("invoice.book@1 mail.send@1 page.scan@1");
    Map<String, StepRequest> steps = byId(plan);
    assertThat(steps).containsOnlyKeys("scan", "book-parse", "book-post", "tell");
    assertThat(steps.get("book-parse").after()).containsExactly("scan");
    assertThat(steps.get("book-parse").flow().inputFrom().orElseThrow().get("file").toString())
        .contains("scan", "/f");
    assertThat(steps.get("book-post").after()).containsExactly("book-parse");
    assertThat(steps.get("tell").after()).containsExactly("book-post");
    assertThat(steps.get("tell").flow().inputFrom().orElseThrow().get("x").toString())
        .contains("book-post", "/y");
    assertThat(plan.origin().text()).isEqualTo("caller:caller");
    assertThat(plan.digests()).startsWith("invoice.book@1=");
  }

  @Test
  void aConditionOfTheStepIsThatOfTheWorkflow() {
    PreparedPlan plan =
        prepare(
            steps(
                step("check", "page.scan@1"),
                step(
                    "book",
                    "invoice.book@1",
                    ",\"input\":{\"file\":\"f\"},\"after\":[\"check\"],"
                        + "\"when\":{\"step\":\"check\",\"pointer\":\"/ok\",\"equals\":true}")),
            NO_SCOPE);
    planner.plan(plan.request().steps());
    assertThat(byId(plan).get("book-parse").flow().when()).isPresent();
    assertThat(byId(plan).get("book-post").flow().when()).isPresent();
    assertThat(byId(plan).get("book-post").after()).contains("check");
  }

  @Test
  void workflowsUseOthersToADepthOfFour() {
    String below = "invoice.book@1";
    for (int level = 2; level <= 5; level++) {
      String name = "level" + level + ".run@1";
      files.workflow(
          name, "s", step("s", below, ",\"input_from\":{\"file\":{\"input\":\"/file\"}}"));
      below = name;
    }
    PreparedPlan plan =
        prepare(
            "{\"purpose\":\"p\",\"workflow\":\"level4.run@1\",\"input\":{\"file\":\"deep\"}}",
            "level4.run@1");
    assertThat(planner.plan(plan.request().steps()).rights().scope()).isEqualTo("level4.run@1");
    assertThat(plan.request().inputs().get("s-s-s-parse")).contains("deep");
    assertThat(plan.workflows()).hasSize(4);
    refuses(
        "{\"purpose\":\"p\",\"workflow\":\"level5.run@1\",\"input\":{\"file\":\"deep\"}}",
        "workflow-depth");
  }

  /** Threat 55: a workflow that uses itself, and small files that make a large plan. */
  @Test
  void threat55AWorkflowThatUsesItselfIsRefused() {
    files.workflow("a.run@1", "s", step("s", "b.run@1"));
    files.workflow("b.run@1", "s", step("s", "a.run@1"));
    refuses("{\"purpose\":\"p\",\"workflow\":\"a.run@1\"}", "workflow-cycle");
    refuses(steps(step("x", "b.run@1")), "workflow-cycle");
  }

  @Test
  void threat55SmallFilesMakeNoLargePlan() {
    String below = "fx.rates@1";
    for (int level = 1; level <= 4; level++) {
      List<String> many = new ArrayList<>();
      for (int n = 0; n < 30; n++) {
        many.add(step("s" + n, below));
      }
      below = "wide" + level + ".run@1";
      files.workflow(below, "s0", many.toArray(String[]::new));
    }
    refuses("{\"purpose\":\"p\",\"workflow\":\"wide4.run@1\"}", "step-count");
  }

  @Test
  void refusesWhatAWorkflowCannotTake() {
    refuses(named("{}"), "workflow-input-missing");
    refuses(
        steps(
            step(
                "book",
                "invoice.book@1",
                ",\"input\":{\"file\":1},\"domain\":\"partner.example\"")),
        "workflow-step-form");
    refuses(
        steps(
            step(
                "book",
                "invoice.book@1",
                ",\"input\":{\"file\":1},\"delegates\":[\"fx.rates@1\"]")),
        "workflow-step-form");
    refuses(
        steps(
            step("list", "page.scan@1"),
            step(
                "book",
                "invoice.book@1",
                ",\"after\":[\"list\"],\"for_each\":{\"step\":\"list\",\"pointer\":\"\",\"max\":2}")),
        "workflow-step-form");
    refuses(
        steps(
            step("book", "invoice.book@1", ",\"input\":{\"file\":1}"),
            step("tell", "mail.send@1", ",\"after\":[\"book\"]")),
        "workflow-result-unnamed");
    refuses("{\"purpose\":\"p\",\"workflow\":\"none.run@1\"}", "workflow-unknown");
  }

  @Test
  void aMemberOfAnInputComesFromOnePlace() {
    refuses(
        steps(
            step("a", "page.scan@1"),
            step("b", "mail.send@1", ",\"input\":{\"x\":1}" + taking("a"))),
        "input-member-twice");
    refuses(
        "{\"purpose\":\"p\",\"input\":{\"v\":1},\"steps\":["
            + step(
                "a",
                "page.scan@1",
                ",\"input\":{\"x\":1},\"input_from\":{\"x\":{\"input\":\"/v\"}}")
            + "]}",
        "input-member-twice");
  }

  @Test
  void valuesOfTheJobsInputAreKnownFromTheBeginning() {
    String body =
        "{\"purpose\":\"p\",\"input\":{\"v\":[1]},\"steps\":["
            + step("a", "page.scan@1", ",\"input_from\":{\"x\":{\"input\":\"/v/0\"}}")
            + "]}";
    PreparedPlan plan = prepare(body, NO_SCOPE);
    assertThat(plan.request().inputs()).containsEntry("a", "{\"x\":1}");
    assertThat(plan.request().steps().getFirst().flow().inputFrom().orElseThrow()).isEmpty();
    refuses(body.replace("/v/0", "/v/1"), "job-input-missing");
  }

  @Test
  void aFaultyFileIsUnavailableAndStopsNoOther() {
    files.write("invoice.book@1", "{");
    refuses(named("{}"), "workflow-faulty");
    assertThat(files.read(clock).faults()).containsOnlyKeys("invoice.book@1.json");
  }

  /** A workflow whose steps got all results would give more to them where it is used. */
  @Test
  void theStepsOfAFileSayWhatTheyGet() {
    files.workflow(
        "bad.run@1", "b", step("a", "page.scan@1"), step("b", "mail.send@1", ",\"after\":[\"a\"]"));
    files.workflow(
        "cycle.run@1", "a", step("a", "page.scan@1", taking("b")), step("b", "x.y@1", taking("a")));
    files.workflow("output.run@1", "c", step("a", "page.scan@1"));
    assertThat(files.read(clock).faults())
        .containsOnlyKeys("bad.run@1.json", "cycle.run@1.json", "output.run@1.json");
    assertThat(files.read(clock).faults().get("bad.run@1.json")).contains("input_from");
  }

  /** The input of a workflow is of its type before any step of it is called. */
  @Test
  void theInputIsOfItsType() {
    Catalogue catalogue =
        new TestCatalogue(folder.resolve("catalogue"))
            .type("any@1", "{\"required\":[\"file\"]}")
            .read(clock);
    PlanMaker maker = new PlanMaker(catalogue, files.read(clock), 50, 1000);
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> maker.prepare(JobRequest.parse(named("{\"f\":1}")), "c", CapabilitySet.of()));
    assertThat(refusal.check()).isEqualTo("input-type-mismatch");
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () ->
                        maker.prepare(
                            JobRequest.parse(named("{\"file\":\"" + "x".repeat(2000) + "\"}")),
                            "c",
                            CapabilitySet.of()))
                .check())
        .isEqualTo("job-inputs-too-long");
  }
}
