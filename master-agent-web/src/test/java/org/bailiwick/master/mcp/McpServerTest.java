package org.bailiwick.master.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.testing.TestAgent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpServerTest extends McpTestBase {

  private JsonObject result(String method, String params) {
    JsonObject answer = StrictJson.object(server.answer(caller, request("3", method, params)));
    assertThat(answer.getInt("id")).isEqualTo(3);
    assertThat(answer.getString("jsonrpc")).isEqualTo("2.0");
    return answer.getJsonObject("result");
  }

  private List<String> tools() {
    return result("tools/list", "").getJsonArray("tools").getValuesAs(JsonObject.class).stream()
        .map(tool -> tool.getString("name"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, 2025-11-25",
    "2025-06-18, 2025-06-18",
    "2025-03-26, 2025-11-25",
    "2027-01-01, 2025-11-25"
  })
  void agreesOnARevisionThatBothSpeak(String asked, String agreed) {
    JsonObject result = result("initialize", "\"protocolVersion\":\"" + asked + "\"");
    assertThat(result.getString("protocolVersion")).isEqualTo(agreed);
    assertThat(result.getJsonObject("capabilities").keySet()).containsExactly("tools");
    assertThat(result.getJsonObject("serverInfo").getString("title")).contains("bailiwick.example");
  }

  @Test
  void answersAPingWithNothing() {
    assertThat(result("ping", "")).isEmpty();
  }

  /** Of the scope what agents can do now, and the narrower capabilities that they have. */
  @Test
  void listsWhatTheCallerMayHaveDoneAndSomebodyCanDo() {
    assertThat(tools()).containsExactly("fx.rates_v1_qregion_eeu", "invoice.parse_v1");
    JsonObject tool = result("tools/list", "").getJsonArray("tools").getJsonObject(1);
    assertThat(tool.getString("title")).isEqualTo("invoice.parse@1");
    assertThat(tool.getJsonObject("inputSchema").getString("type")).isEqualTo("object");
    assertThat(tool.getString("description")).doesNotContain("reader");
  }

  @Test
  void listsNoToolOfARevokedAgent() {
    rig.inventory.revoke(agents.getFirst().serial());
    assertThat(tools()).isEmpty();
  }

  @Test
  void threat50ListsNothingWhileTheRegistryIsNotHeard() {
    rig.clock.move(Duration.ofMinutes(6));
    assertThat(catchThrowableOfType(ProblemException.class, this::tools).check())
        .isEqualTo("inventory-stale");
  }

  @Test
  void listsManyToolsInPages() {
    agents.add(new TestAgent(rig.ca, "first", parts(0, 90)));
    agents.add(new TestAgent(rig.ca, "second", parts(90, 150)));
    TestAgent.list(rig, agents.toArray(TestAgent[]::new));
    caller = caller(rig.partner.buyer, "work.x@1");
    JsonObject first = result("tools/list", "");
    JsonObject last = result("tools/list", "\"cursor\":\"" + first.getString("nextCursor") + "\"");
    assertThat(first.getJsonArray("tools")).hasSize(100);
    assertThat(last.getJsonArray("tools")).hasSize(50);
    assertThat(last.containsKey("nextCursor")).isFalse();
    Set<JsonObject> all = new HashSet<>(first.getJsonArray("tools").getValuesAs(JsonObject.class));
    all.addAll(last.getJsonArray("tools").getValuesAs(JsonObject.class));
    assertThat(all).hasSize(150);
  }

  private static String[] parts(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "work.x@1?part=" + i).toArray(String[]::new);
  }

  /** A token of before says more than its owner may have done now. */
  @Test
  void listsNoToolThatHasLeftTheCallersRights() {
    limitPartner("invoice.parse@1");
    assertThat(tools()).containsExactly("invoice.parse_v1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resources/list | '' | -32601",
        "tools/list | \"cursor\":\"*\" | -32602",
        "initialize | '' | -32602",
        "initialize | \"protocolVersion\":5 | -32602"
      })
  void answersFaultsByTheCodesOfJsonRpc(String method, String params, int code) {
    McpRefusal refusal =
        catchThrowableOfType(
            McpRefusal.class, () -> server.answer(caller, request("\"x\"", method, params)));
    JsonObject answer = StrictJson.object(refusal.answer());
    assertThat(answer.getString("id")).isEqualTo("x");
    assertThat(answer.getJsonObject("error").getInt("code")).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":\"no.such\" | -32602 | mcp-params",
        "\"name\":5 | -32602 | mcp-params",
        "\"name\":\"invoice.parse_v1\",\"arguments\":[] | -32602 | mcp-params",
        "\"name\":\"invoice.parse_v1\",\"_meta\":{\"progressToken\":{}} | -32602 | mcp-params",
        "\"name\":\"invoice.parse_v1\",\"_meta\":{\"bailiwick/idempotency-key\":1} | -32602 | mcp-params",
        "\"name\":\"invoice.parse_v1\",\"_meta\":{\"bailiwick/idempotency-key\":\"a b\"} | -32602 | idempotency-key-form",
        "\"name\":\"invoice.parse_v1\",\"_meta\":{\"bailiwick/purpose\":\"\\u0007\"} | -32602 | purpose"
      })
  void refusesCallsThatSayNotWhatToDo(String params, int code, String check) {
    McpRefusal refusal =
        catchThrowableOfType(
            McpRefusal.class, () -> server.call(caller, call("1", params), SESSION));
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(StrictJson.object(refusal.answer()).getJsonObject("error").getInt("code"))
        .isEqualTo(code);
    assertThat(rig.journal.unfinished()).isEmpty();
  }

  /** A model can choose another tool, so it reads why; a right is the client's business. */
  @Test
  void tellsTheModelWhatNobodyCanDoAndTheClientWhatItMayNot() {
    McpRefusal nobody =
        catchThrowableOfType(
            McpRefusal.class,
            () -> server.call(caller, call("1", "\"name\":\"bank.pay_v1\""), SESSION));
    JsonObject result = StrictJson.object(nobody.answer()).getJsonObject("result");
    assertThat(result.getBoolean("isError")).isTrue();
    assertThat(result.toString()).contains("capability-not-available", "bank.pay@1");
    ProblemException wide =
        catchThrowableOfType(
            ProblemException.class,
            () -> server.call(caller, call("2", "\"name\":\"ledger.post_v1\""), SESSION));
    assertThat(wide.type()).isEqualTo(ProblemType.INSUFFICIENT_SCOPE);
    assertThat(wide.extensions()).containsEntry("scope", "ledger.post@1");
  }

  @Test
  void aCallIsAJobWithItsDecisionsAndItsPurpose() {
    String params =
        PARSE
            + ",\"arguments\":{\"a\":1},\"_meta\":{\"bailiwick/purpose\":\"book\",\"progressToken\":4}";
    CallPosition position = server.call(caller, call("1", params), SESSION);
    assertThat(position.requestId()).isEqualTo("1");
    assertThat(position.progressToken()).contains("4");
    JobRecord job = rig.journal.find(position.jobId()).orElseThrow();
    assertThat(job.origin().purpose()).isEqualTo("book");
    assertThat(job.steps())
        .singleElement()
        .satisfies(step -> assertThat(step.capability()).isEqualTo("invoice.parse@1"));
    assertThat(rig.journal.input(job.jobId(), "call")).contains("{\"a\":1}");
    assertThat(rig.audit())
        .extracting(row -> row.event())
        .contains("admit.decided", "plan.decided", "job.accepted");
  }

  @Test
  void theSameRequestIsTheSameJobAtEveryNode() {
    String job = server.call(caller, call("1", PARSE), SESSION).jobId();
    McpServer other = node();
    assertThat(other.call(caller, call("1", PARSE), SESSION).jobId()).isEqualTo(job);
    assertThat(other.call(caller, call("\"1\"", PARSE), SESSION).jobId()).isNotEqualTo(job);
    assertThat(other.call(caller, call("1", PARSE), Optional.of("session-2")).jobId())
        .isNotEqualTo(job);
    McpRefusal reused =
        catchThrowableOfType(
            McpRefusal.class,
            () -> other.call(caller, call("1", PARSE + ",\"arguments\":{\"b\":2}"), SESSION));
    assertThat(StrictJson.object(reused.answer()).getJsonObject("error").getInt("code"))
        .isEqualTo(-32600);
  }

  @Test
  void aKeyOfTheClientCountsInEverySession() {
    String keyed = PARSE + ",\"_meta\":{\"bailiwick/idempotency-key\":\"k\"}";
    String job = server.call(caller, call("1", keyed), SESSION).jobId();
    assertThat(server.call(caller, call("9", keyed), Optional.empty()).jobId()).isEqualTo(job);
    assertThat(server.call(caller, call("9", PARSE), Optional.empty()).jobId()).isNotEqualTo(job);
  }

  private void cancel(Caller by, String params) {
    JsonRpcMessage notification =
        JsonRpcMessage.read(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                + params
                + "}}");
    node().take(by, notification, SESSION);
  }

  private ExecutionState state(String job) {
    return rig.journal.find(job).orElseThrow().state();
  }

  @Test
  void aCancellationFindsTheJobAtAnotherNode() {
    String job = server.call(caller, call("7", PARSE), SESSION).jobId();
    String keyed = PARSE + ",\"_meta\":{\"bailiwick/idempotency-key\":\"k\"}";
    String byKey = server.call(caller, call("8", keyed), SESSION).jobId();
    for (String nobodys : List.of("\"requestId\":70", "", "\"requestId\":\"7\"")) {
      cancel(caller, nobodys);
    }
    Caller thief = caller(rig.partner.ca.agent("thief", "x.y@1"), "invoice.parse@1");
    cancel(thief, "\"requestId\":7");
    assertThat(state(job)).isEqualTo(ExecutionState.RUNNING);
    cancel(caller, "\"requestId\":7");
    assertThat(state(job)).isEqualTo(ExecutionState.CANCELLED);
    assertThat(state(byKey)).isEqualTo(ExecutionState.RUNNING);
    cancel(caller, "\"requestId\":8,\"_meta\":{\"bailiwick/idempotency-key\":\"k\"}");
    assertThat(state(byKey)).isEqualTo(ExecutionState.CANCELLED);
    cancel(caller, "\"requestId\":7");
    assertThat(rig.audit()).filteredOn(row -> row.event().equals("cancel-job.decided")).hasSize(2);
  }

  @Test
  void anEventIdOfAnothersJobOpensNoStream() {
    CallPosition position = server.call(caller, call("1", PARSE), SESSION);
    String eventId = position.eventId(5);
    assertThat(node().resume(caller, eventId)).isEqualTo(position);
    Caller thief = caller(rig.partner.ca.agent("thief", "x.y@1"), "invoice.parse@1");
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> server.resume(thief, eventId))
                .check())
        .isEqualTo("not-own-job");
  }

  @Test
  void aRefusalIsAnsweredInTheFormOfMcpAndRecorded() {
    McpRefusal refusal =
        catchThrowableOfType(
            McpRefusal.class, () -> server.answer(caller, request("1", "prompts/list", "")));
    new McpRefusalMapper(() -> rig.writer).record(refusal);
    assertThat(rig.audit().getLast().event()).isEqualTo("request.refused");
    assertThat(rig.audit().getLast().check()).isEqualTo("mcp-method");
  }
}
