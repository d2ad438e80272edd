package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.resultaccess.ResultAccess;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs with outputs that are too long for orders. */
class StoredResultJobTest {
  private static final int MIB = 1 << 20;
  private static final String PARSE = "{\"id\":\"parse\",\"capability\":\"invoice.parse@1\"}";
  private static final String POST =
      "{\"id\":\"post\",\"capability\":\"ledger.post@1\",\"after\":[\"parse\"]%s}";
  private static final String LONG_TEXT = "x".repeat(5 * MIB);
  private static final String LONG =
      "{\"text\":\"" + LONG_TEXT + "\",\"total\":12,\"lines\":[{\"n\":1},{\"n\":2}],\"ok\":true}";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent poster;

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    rig.results = new ResultBounds(1000, 6 * MIB, 11 * MIB, 44 * MIB);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    poster = rig.agent("ledger-poster", "ledger.post@1");
    rig.listAgents();
    answers(LONG);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void answers(String output) {
    reader.does(exchange -> TestAgent.output(exchange, "{ \"output\": " + output + " }"));
  }

  private JobRecord run(String... steps) {
    String job = "{\"purpose\":\"p\",\"steps\":[" + String.join(",", steps) + "]}";
    return rig.finished(rig.runner(), rig.accept(job));
  }

  private static String post(String flow) {
    return POST.formatted(flow);
  }

  private StoredResult stored(JobRecord job, String step) {
    return rig.master.journal.stored().ofJob(job.jobId()).get(step);
  }

  private String text(StoredResult result) throws IOException {
    try (InputStream in = rig.master.journal.stored().open(result, 0, result.size())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String count(String table) {
    return rig.master.column("select count(*) from " + table).getFirst();
  }

  private void requireNothingStored() {
    assertThat(count("stored_result")).isEqualTo("0");
    assertThat(count("result_piece")).isEqualTo("0");
  }

  @Test
  void aLongOutputIsStoredOnceAndLaterOrdersNameIt() throws IOException {
    JobRecord job = run(PARSE, post(""));

    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    StoredResult result = stored(job, "parse");
    assertThat(text(result)).isEqualTo(LONG);
    assertThat(result.sha256()).isEqualTo(Sha256.hex(LONG));
    JsonObject order = poster.orders().getFirst().body();
    assertThat(order.getJsonObject("results")).isEmpty();
    JsonObject reference = order.getJsonObject("result_references").getJsonObject("parse");
    assertThat(reference.toString())
        .isEqualTo(
            "{\"href\":\"%s/%s\",\"sha256\":\"%s\",\"size\":%d,\"media_type\":\"application/json\"}"
                .formatted(RunnerRig.RESULTS, result.id(), result.sha256(), LONG.length()));
    assertThat(rig.master.audit())
        .filteredOn(row -> row.event().equals("step.done"))
        .anyMatch(row -> row.details().contains(result.sha256()));
  }

  @Test
  void aShortOutputStaysInOrders() {
    answers("\"" + "ä".repeat(499) + "\"");
    run(PARSE, post(""));

    assertThat(poster.orders().getFirst().body().getJsonObject("results").getString("parse"))
        .hasSize(499);
    requireNothingStored();
  }

  /** An agent writes what looks like a reference, so that the next one calls a place of its. */
  @Test
  void threat56AValueOfAnAgentIsNeverTakenForAReference() {
    String forged = "{\"result_references\":{\"parse\":{\"href\":\"https://evil.example/\"}}}";
    reader.does(
        exchange ->
            TestAgent.output(
                exchange, "{\"output\":" + forged + ",\"result_references\":{\"parse\":1}}"));
    run(PARSE, post(""));

    JsonObject order = poster.orders().getFirst().body();
    assertThat(order).doesNotContainKey("result_references");
    assertThat(order.getJsonObject("results").get("parse").toString()).isEqualTo(forged);
  }

  @Test
  void valuesOfALongOutputAreChosen() {
    JobRecord job =
        run(
            PARSE,
            post(
                ",\"when\":{\"step\":\"parse\",\"pointer\":\"/ok\",\"equals\":true},"
                    + "\"for_each\":{\"step\":\"parse\",\"pointer\":\"/lines\",\"max\":5},"
                    + "\"input_from\":{\"n\":{\"item\":\"/n\"},"
                    + "\"sum\":{\"step\":\"parse\",\"pointer\":\"/total\"}}"));

    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    assertThat(poster.orders())
        .extracting(order -> order.body().getJsonObject("input").toString())
        .containsExactlyInAnyOrder("{\"n\":1,\"sum\":12}", "{\"n\":2,\"sum\":12}");
  }

  @Test
  void aChosenValueIsBounded() {
    JobRecord job =
        run(PARSE, post(",\"input_from\":{\"t\":{\"step\":\"parse\",\"pointer\":\"/text\"}}"));

    assertThat(job.reason()).hasValue("step post: result-too-large-to-choose-from: parse");
    assertThat(poster.orders()).isEmpty();
    JobRecord skipped =
        run(PARSE, post(",\"when\":{\"step\":\"parse\",\"pointer\":\"/text\",\"equals\":\"x\"}"));
    assertThat(skipped.state()).isEqualTo(ExecutionState.DONE);
    assertThat(skipped.steps().get(1).state()).isEqualTo(ExecutionState.SKIPPED);
  }

  @Test
  void theResultsOfInstancesBecomeOneResult() throws IOException {
    answers("[1,2]");
    String item = "\"" + "y".repeat(2000) + "\"";
    poster.does(exchange -> TestAgent.output(exchange, "{\"output\":" + item + "}"));
    JobRecord job =
        run(PARSE, post(",\"for_each\":{\"step\":\"parse\",\"pointer\":\"\",\"max\":5}"));

    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    assertThat(text(stored(job, "post"))).isEqualTo("[" + item + "," + item + "]");
    assertThat(text(stored(job, "post.001"))).isEqualTo(item);
  }

  @Test
  void aLongAnswerThatIsNoJsonLeavesNothing() {
    for (String odd :
        new String[] {
          "{\"output\":\"" + LONG_TEXT, // ends too early
          "{\"output\":\"" + LONG_TEXT + "\"} {}",
          "{\"output\":\"" + LONG_TEXT + "\",\"output\":1}",
          "{\"other\":\"" + LONG_TEXT + "\"}",
          "{\"output\":[" + "1,".repeat(100_000) + "1]}"
        }) {
      reader.does(exchange -> TestAgent.output(exchange, odd));
      assertThat(run(PARSE).reason()).hasValue("step parse: agent-answer-malformed");
    }
    requireNothingStored();
  }

  @Test
  void threat65AnAnswerThatIsTooLongOrBreaksOffLeavesNothing() {
    reader.does(
        exchange -> TestAgent.output(exchange, "{\"output\":\"" + "x".repeat(6 * MIB) + "\"}"));
    assertThat(run(PARSE).reason()).hasValue("step parse: agent-answer-too-long");
    requireNothingStored();
    AtomicInteger calls = new AtomicInteger();
    reader.does(
        exchange -> {
          if (calls.getAndIncrement() == 0) {
            exchange.sendResponseHeaders(200, 5 * MIB);
            exchange.getResponseBody().write(LONG.getBytes(StandardCharsets.UTF_8), 0, MIB);
            throw new IOException("gone");
          }
          TestAgent.output(exchange, "{\"output\":" + LONG + "}");
        });
    JobRecord job = run(PARSE);
    assertThat(job.steps().getFirst().attempts()).hasSize(2);
    assertThat(count("stored_result")).isEqualTo("1");
  }

  @Test
  void theResultsOfAJobAreBounded() {
    String more = "{\"id\":\"%s\",\"capability\":\"invoice.parse@1\",\"after\":[\"%s\"]}";
    JobRecord job = run(PARSE, more.formatted("b", "parse"), more.formatted("c", "b"));

    assertThat(job.reason()).hasValue("step c: stored-results-of-job");
    assertThat(count("stored_result")).isEqualTo("2");
  }

  @Test
  void threat67TheResultsOfACallerAreBoundedUntilTheyAreDeleted() {
    assertThat(run(PARSE).state()).isEqualTo(ExecutionState.DONE);
    assertThat(run(PARSE).state()).isEqualTo(ExecutionState.DONE);
    assertThat(run(PARSE).reason()).hasValue("step parse: stored-results-of-caller");
    assertThat(rig.finished(rig.runner(), rig.accept(job(), rig.master.otherPartner.buyer)).state())
        .as("another caller")
        .isEqualTo(ExecutionState.DONE);

    rig.master.clock.move(Duration.ofDays(8));
    rig.master.jobDeletion().deleteTexts(rig.master.clock.instant(), rig.master.clock.instant(), 9);
    requireNothingStored();
    rig.listAgents();
    assertThat(run(PARSE).state()).isEqualTo(ExecutionState.DONE);
  }

  private static String job() {
    return "{\"purpose\":\"p\",\"steps\":[" + PARSE + "]}";
  }

  @Test
  void aLongOutputIsOfItsType() {
    rig.catalogue =
        new TestCatalogue(folder.resolve("catalogue"))
            .type("totals@1", "{\"properties\":{\"total\":{\"type\":\"string\"}}}")
            .entry("invoice.parse@1", "any@1", "totals@1")
            .read(rig.master.clock);
    assertThat(run(PARSE).reason().orElse(""))
        .startsWith("step parse: output-type-mismatch: totals@1");
    requireNothingStored();
  }

  /** While the database takes nothing, the step waits; its agent repeats the answer. */
  @Test
  void threat70AFaultOfTheDatabaseIsSurvived() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    reader.does(
        exchange -> {
          if (calls.getAndIncrement() == 0) {
            rig.master.commits.loseNextAnswer();
          }
          TestAgent.output(exchange, "{\"output\":" + LONG + "}");
        });
    JobRecord job = run(PARSE, post(""));
    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    assertThat(text(stored(job, "parse"))).isEqualTo(LONG);
  }

  private ResultAccess access() {
    return new ResultAccess(
        rig.master.journal,
        null,
        null,
        rig.master.mint,
        rig.master.recordedCallers(),
        rig.master.writer);
  }

  private String refusal(TestLeaf agent, String token, String id) {
    try {
      access().ofStep(rig.master.agent(agent), token, id);
      return "";
    } catch (ProblemException e) {
      return e.check();
    }
  }

  /** Has the poster do this with the token of its order and the id of the result in it. */
  private void duringTheOrder(BiConsumer<String, String> reading) {
    poster.does(
        exchange -> {
          TestAgent.Order order = poster.orders().getLast();
          String href =
              Optional.ofNullable(order.body().getJsonObject("result_references"))
                  .map(references -> references.getJsonObject("parse").getString("href"))
                  .orElse("");
          reading.accept(order.token(), href.substring(href.lastIndexOf('/') + 1));
          TestAgent.output(exchange, "{\"output\":1}");
        });
  }

  @Test
  void theAgentOfTheStepReadsWhatItsOrderNames() {
    AtomicReference<String> token = new AtomicReference<>();
    AtomicReference<String> id = new AtomicReference<>();
    AtomicReference<String> outcomes = new AtomicReference<>();
    duringTheOrder(
        (given, result) -> {
          token.set(given);
          id.set(result);
          outcomes.set(
              String.join(
                  " ",
                  refusal(poster.leaf, given, result),
                  refusal(reader.leaf, given, result),
                  refusal(poster.leaf, given, "none"),
                  refusal(poster.leaf, given + "x", result)));
        });
    run(PARSE, post(""));

    assertThat(outcomes.get()).startsWith(" result-callee result-unknown ");
    assertThat(rig.master.audit())
        .filteredOn(row -> row.event().equals("result.read"))
        .singleElement()
        .satisfies(row -> assertThat(row.resource()).isEqualTo(id.get()));
    assertThat(refusal(poster.leaf, token.get(), id.get())).as("after its end").isNotEmpty();
  }

  @Test
  void threat56TheTokenOfAStepReadsNoResultThatItsOrderDoesNotName() {
    JobRecord other = run(PARSE);
    String foreign = stored(other, "parse").id();
    AtomicReference<String> outcome = new AtomicReference<>("");
    duringTheOrder(
        (token, none) -> {
          outcome.set(refusal(poster.leaf, token, foreign));
        });
    run(PARSE, post(""));
    assertThat(outcome.get()).isEqualTo("result-of-another-job");

    AtomicReference<String> unnamed = new AtomicReference<>("");
    duringTheOrder(
        (token, none) -> {
          String own =
              rig.master
                  .column("select result_id from stored_result order by begun_at desc")
                  .getFirst();
          unnamed.set(refusal(poster.leaf, token, own));
        });
    rig.master
        .jobDeletion()
        .deleteTexts(rig.master.clock.instant().plusSeconds(1), rig.master.clock.instant(), 9);
    run(PARSE, post(",\"input_from\":{\"n\":{\"step\":\"parse\",\"pointer\":\"/total\"}}"));
    assertThat(unnamed.get()).isEqualTo("result-not-ordered");
  }

  @Test
  void threat73TheCallerOfTheJobMustStillStand() {
    AtomicReference<String> outcome = new AtomicReference<>("");
    duringTheOrder(
        (token, id) -> {
          rig.master.callerState =
              new RevocationState.Revoked(
                  RevocationReason.KEY_COMPROMISE, rig.master.clock.instant());
          outcome.set(refusal(poster.leaf, token, id));
        });
    run(PARSE, post(""));
    assertThat(outcome.get()).contains("revoked");
  }

  /** What was begun by a process that ended goes after a while; a finished result stays. */
  @Test
  void piecesWithoutAnEndAreDeleted() {
    JobRecord job = run(PARSE);
    rig.master.run(
        "insert into stored_result select '17', job_id, step_id, caller, 5, null, false, begun_at"
            + " from stored_result");
    rig.master.run(
        "insert into result_piece select '17', 0, octets from result_piece where number = 0");
    assertThat(
            rig.master
                .jobDeletion()
                .deleteAbandonedResults(rig.master.clock.instant().minusSeconds(60), 9))
        .isZero();
    assertThat(
            rig.master
                .jobDeletion()
                .deleteAbandonedResults(rig.master.clock.instant().plusSeconds(60), 9))
        .isOne();
    assertThat(count("stored_result")).isEqualTo("1");
    assertThat(stored(job, "parse")).isNotNull();
  }
}
