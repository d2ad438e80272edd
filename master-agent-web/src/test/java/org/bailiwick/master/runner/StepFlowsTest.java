package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.testing.TestAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests jobs whose steps say which values they get, whether they are done, and how often. */
class StepFlowsTest {
  private static final String PARSE =
      "{\"id\":\"parse\",\"capability\":\"invoice.parse@1\",\"input\":{\"file\":\"f\"}}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent poster;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    poster = rig.agent("ledger-poster", "ledger.post@1");
    rig.listAgents();
    answers(
        "{\"total\":12,\"secret\":\"s\",\"ok\":true,\"lines\":[{\"n\":1},{\"n\":2},{\"n\":3}]}");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void answers(String output) {
    reader.does(exchange -> TestAgent.output(exchange, "{\"output\":" + output + "}"));
  }

  private static String job(String... steps) {
    return "{\"purpose\":\"p\",\"steps\":[" + String.join(",", steps) + "]}";
  }

  /** A step that waits for others. */
  private static String post(String id, String after, String flow) {
    return "{\"id\":\"%s\",\"capability\":\"ledger.post@1\",\"after\":[%s]%s}"
        .formatted(id, after, flow);
  }

  private JobRecord run(String... steps) {
    return rig.finished(rig.runner(), rig.accept(job(steps)));
  }

  private static Map<String, String> states(JobRecord job) {
    Map<String, String> states = new HashMap<>();
    job.steps().forEach(step -> states.put(step.stepId(), step.state().text()));
    return states;
  }

  private static String reason(JobRecord job, String id) {
    return step(job, id).reason().orElse("");
  }

  private static StepRecord step(JobRecord job, String id) {
    return job.steps().stream().filter(each -> each.stepId().equals(id)).findFirst().orElseThrow();
  }

  private String result(JobRecord job, String step) {
    return rig.master.journal.results(job.jobId(), List.of(step)).get(step);
  }

  @Test
  void aStepGetsTheValuesThatItNamesAndNoOther() {
    JobRecord job =
        run(
            PARSE,
            post(
                "post",
                "\"parse\"",
                ",\"input\":{\"book\":\"b\"},\"input_from\":{\"sum\":{\"step\":\"parse\",\"pointer\":\"/total\"}}"));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(poster.orders().getFirst().body().toString())
        .contains("\"input\":{\"book\":\"b\",\"sum\":12}", "\"results\":{}")
        .doesNotContain("secret");
  }

  @Test
  void aStepWithoutThemStillGetsAllResults() {
    run(PARSE, post("post", "\"parse\"", ""));
    assertThat(poster.orders().getFirst().body().getJsonObject("results").getJsonObject("parse"))
        .containsKey("secret");
  }

  @Test
  void aMissingValueFailsTheStepBeforeItsCall() {
    JobRecord job =
        run(
            PARSE,
            post(
                "post",
                "\"parse\"",
                ",\"input_from\":{\"x\":{\"step\":\"parse\",\"pointer\":\"/none\"}}"));
    assertThat(job.reason()).hasValue("step post: input-missing: post");
    assertThat(poster.orders()).isEmpty();
  }

  /** The catalogue sees the input as it is sent, when its values are known. */
  @Test
  void theInputIsOfItsTypeWithTheValuesOfEarlierSteps() {
    rig.catalogue =
        new TestCatalogue(folder.resolve("catalogue"))
            .type("booking@1", "{\"properties\":{\"sum\":{\"type\":\"string\"}}}")
            .entry("invoice.parse@1")
            .entry("ledger.post@1", "booking@1", "any@1")
            .read(rig.master.clock);
    JobRecord job =
        run(
            PARSE,
            post(
                "post",
                "\"parse\"",
                ",\"input_from\":{\"sum\":{\"step\":\"parse\",\"pointer\":\"/total\"}}"));
    assertThat(job.reason())
        .hasValue("step post: input-type-mismatch: booking@1 /properties/sum/type");
    assertThat(poster.orders()).isEmpty();
  }

  private static String when(String value) {
    return ",\"when\":{\"step\":\"parse\",\"pointer\":\"/ok\",\"equals\":" + value + "}";
  }

  @Test
  void aConditionThatDoesNotHoldSkipsTheStepAndWhatWaitsForItAlone() {
    JobRecord job =
        run(
            PARSE,
            post("yes", "\"parse\"", when("true")),
            post("no", "\"parse\"", when("false")),
            post("after-no", "\"no\"", ""),
            post("either", "\"yes\",\"no\"", ""),
            post(
                "needs",
                "\"yes\",\"no\"",
                ",\"input_from\":{\"x\":{\"step\":\"no\",\"pointer\":\"\"}}"));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(states(job))
        .containsEntry("yes", "done")
        .containsEntry("no", "skipped")
        .containsEntry("after-no", "skipped")
        .containsEntry("either", "done")
        .containsEntry("needs", "skipped");
    assertThat(reason(job, "no")).isEqualTo("condition-not-met: parse");
    assertThat(reason(job, "after-no")).isEqualTo("after-skipped");
    assertThat(reason(job, "needs")).isEqualTo("needs-skipped: no");
    assertThat(poster.orders()).hasSize(2);
    assertThat(poster.orders().getLast().body().getJsonObject("results").keySet())
        .containsExactly("yes");
    assertThat(rig.master.audit()).filteredOn(row -> row.event().equals("step.skipped")).hasSize(3);
  }

  private static String each(String more) {
    return ",\"for_each\":{\"step\":\"parse\",\"pointer\":\"/lines\",\"max\":5}" + more;
  }

  @Test
  void aStepIsDoneForEachItemAndItsResultsAreInOrder() {
    poster.does(
        exchange ->
            TestAgent.output(
                exchange,
                "{\"output\":" + poster.orders().getLast().idempotencyKey().length() + "}"));
    JobRecord job =
        run(
            PARSE,
            post("post", "\"parse\"", each(",\"input_from\":{\"n\":{\"item\":\"/n\"}}")),
            post("last", "\"post\"", ""));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(states(job))
        .containsEntry("post.000", "done")
        .containsEntry("post.001", "done")
        .containsEntry("post.002", "done")
        .containsEntry("post", "done");
    int length = (job.jobId() + "/post.000").length();
    assertThat(result(job, "post")).isEqualTo("[%d,%d,%d]".formatted(length, length, length));
    assertThat(poster.orders().stream().map(TestAgent.Order::idempotencyKey))
        .contains(
            job.jobId() + "/post.000",
            job.jobId() + "/post.001",
            job.jobId() + "/post.002",
            job.jobId() + "/last");
    assertThat(poster.orders().stream().map(order -> order.body().get("input").toString()))
        .contains("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
    assertThat(job.steps().stream().map(StepRecord::stepId))
        .containsExactly("parse", "post", "post.000", "post.001", "post.002", "last");
  }

  @Test
  void anEmptyArrayHasAnEmptyResult() {
    answers("{\"lines\":[]}");
    JobRecord job = run(PARSE, post("post", "\"parse\"", each("")));
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(result(job, "post")).isEqualTo("[]");
    assertThat(poster.orders()).isEmpty();
  }

  /** Threat 55: an agent that answers more items than the plan has room for starts nothing. */
  @Test
  void threat55AnAnswerWithTooManyItemsAddsNoSteps() {
    answers("{\"lines\":[1,2,3,4,5,6]}");
    JobRecord job = run(PARSE, post("post", "\"parse\"", each("")));
    assertThat(job.reason()).hasValue("step post: for-each-too-many: 6 of at most 5");
    assertThat(poster.orders()).isEmpty();
    assertThat(job.steps()).hasSize(2);
  }

  /** Items are stored as inputs, so that their texts are bounded as results are. */
  @Test
  void itemsThatAreTooLongTogetherAddNoSteps() {
    String item = "\"" + "x".repeat(150) + "\"";
    answers("{\"lines\":[" + (item + ",").repeat(3) + item + "]}");
    String flow =
        each(
            ",\"input_from\":{\"a\":{\"item\":\"\"},\"b\":{\"step\":\"parse\",\"pointer\":\"/lines/0\"}}");
    JobRecord job = run(PARSE, post("post", "\"parse\"", flow));
    assertThat(job.reason()).hasValue("step post: for-each-too-long: post");
    assertThat(job.steps()).hasSize(2);
    assertThat(poster.orders()).isEmpty();
  }

  @Test
  void oneItemThatFailsEndsTheJob() {
    poster.does(exchange -> TestAgent.problem(exchange, 403, "policy-denied"));
    JobRecord job = run(PARSE, post("post", "\"parse\"", each("")));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason().orElse("")).contains("step post.00", "policy-denied");
  }

  /** After kill -9 another process goes on with the items that are not done, under their keys. */
  @Test
  void anotherProcessGoesOnWithTheItems() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    poster.does(
        exchange -> {
          if (poster.orders().size() > 1) {
            called.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          TestAgent.output(exchange, "{\"output\":1}");
        });
    String id = rig.accept(job(PARSE, post("post", "\"parse\"", each(""))));
    rig.runner().accept(id, () -> {});
    called.await();
    Awaitility.await()
        .until(
            () ->
                rig.master.journal.find(id).orElseThrow().steps().stream()
                    .anyMatch(
                        step ->
                            step.stepId().startsWith("post.")
                                && step.state() == ExecutionState.DONE));
    rig.kill();
    poster.does(exchange -> TestAgent.output(exchange, "{\"output\":2}"));
    rig.runner().keepUp();
    JobRecord job = rig.await(id);
    never.countDown();
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(result(job, "post")).matches("\\[[12],[12],[12]\\]").contains("1", "2");
    assertThat(states(job)).hasSize(5);
  }

  /** Rows that are no instances of the plan's step could be calls that nobody has decided. */
  @Test
  void aJobWithAnInstanceThatItsPlanLacksEnds() {
    String id = rig.accept(job(PARSE, post("post", "\"parse\"", each(""))));
    rig.master.run(
        "insert into step (job_id, step_id, plan_step, position, capability, after_steps, delegates,"
            + " state) select job_id, 'parse.000', 'parse', 9, capability, '', '', 'waiting' from step"
            + " where step_id = 'parse' and job_id = '"
            + id
            + "'");
    rig.runner().keepUp();
    assertThat(rig.await(id).reason()).contains("job-unreadable");
    assertThat(reader.orders()).isEmpty();
  }
}
