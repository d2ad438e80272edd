package org.bailiwick.broker.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.testing.RecordedServer;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestWorkTest {
  private static final String READ =
      """
      {"capability": "orders.read@1", "method": "GET", "path": "/v1/orders/{id}/lines",
       "parameters": [
         {"in": "path", "name": "id", "from": "/order"},
         {"in": "query", "name": "tag", "from": "/tags", "optional": true},
         {"in": "query", "name": "view", "value": "full"},
         {"in": "header", "name": "X-Region", "from": "/region", "optional": true}],
       "response": "/data"}
      """;
  private static final String CREATE =
      """
      {"capability": "orders.create@1", "method": "POST", "path": "/v1/orders", "body": "/order",
       "statuses": {"402": {"refused": "no-credit"}, "423": {"busy": "locked"}} %s}
      """;
  private static final String KEYED = ", \"idempotency_header\": \"Idempotency-Key\"";

  @TempDir Path folder;
  private TestBroker broker;

  @BeforeEach
  void begin() {
    broker = new TestBroker(folder).secret("key", "k-1234567890");
  }

  private Asset asset(String url, String operation) {
    return broker.asset(
        """
        {"asset": "orders", "kind": "api", "owner": "Sales", "risk": "low", "url": "%s/base/",
         "options": {"addresses": "loopback"}, "limits": {"rows": 2},
         "credential": {"method": "api-key", "secret": "key", "header": "X-Api-Key"},
         "operations": [%s]}
        """
            .formatted(url, operation));
  }

  private BackEndAnswer perform(RecordedServer server, String operation, String input) {
    return perform(server, operation, input, Duration.ofSeconds(10));
  }

  private BackEndAnswer perform(
      RecordedServer server, String operation, String input, Duration limit) {
    Asset asset = asset(server.url(), operation);
    RestDriver driver = new RestDriver();
    driver.check(asset);
    try (BackEndWork work = driver.open(asset, broker.tools())) {
      return work.perform(broker.call(asset, input, limit));
    }
  }

  private static RecordedServer answering(int status, String body) {
    return RecordedServer.start((exchange, request) -> RecordedServer.json(exchange, status, body));
  }

  @Test
  void anInputBecomesARequestAsTheFileSays() {
    try (RecordedServer server = answering(200, "{\"data\": [1, {\"a\": null}], \"more\": 1}")) {
      BackEndAnswer answer =
          perform(
              server, READ, "{\"order\": 17, \"tags\": [\"a&b=c\", \"d e\"], \"region\": \"eu\"}");

      assertThat(answer).isEqualTo(new BackEndAnswer.Done("[1,{\"a\":null}]"));
      RecordedServer.Request request = server.last();
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.uri().toString())
          .isEqualTo("/base/v1/orders/17/lines?tag=a%26b%3Dc&tag=d%20e&view=full");
      assertThat(request.header("X-Region")).isEqualTo("eu");
      assertThat(request.header("X-Api-Key")).isEqualTo("k-1234567890");
      assertThat(broker.receipts()).hasSize(1);
      assertThat(broker.hasOverwrittenSecrets()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"order\": \"..\"}; input-path",
        "{\"order\": \"../../admin\"}; input-path",
        "{\"order\": \"a%2Fb\"}; input-path",
        "{\"order\": \"a\\\\b\"}; input-path",
        "{\"order\": \"a\\nb\"}; input-path",
        "{\"order\": \"\"}; input-path",
        "{\"order\": {\"a\": 1}}; input-type",
        "{}; input-missing",
        "{\"order\": null}; input-missing",
        "{\"order\": 1, \"region\": \"eu\\r\\nX-Admin: 1\"}; input-header",
        "{\"order\": 1, \"region\": \"eu\\u0000\"}; input-header",
        "{\"order\": 1, \"amount\": 5}; input-member-unknown",
        "[1]; input-member-unknown",
        "{\"order\": 1; input-json"
      })
  void threat59AValueNeverBecomesAnotherPartOfTheRequest(String input, String reason) {
    try (RecordedServer server = answering(200, "{}")) {
      assertThat(perform(server, READ, input.strip()))
          .isEqualTo(new BackEndAnswer.Refused(reason.strip()));
      assertThat(server.requests()).isEmpty();
      assertThat(broker.receipts()).isEmpty();
    }
  }

  @Test
  void aValueOfThePathIsOneSegmentWhateverItContains() {
    try (RecordedServer server = answering(200, "{\"data\": 1}")) {
      perform(server, READ, "{\"order\": \"a?b#c;d {id} \u00e9\"}");

      assertThat(server.last().uri().getRawPath())
          .isEqualTo("/base/v1/orders/a%3Fb%23c%3Bd%20%7Bid%7D%20%C3%A9/lines");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"input\": {\"order\": 7}, \"results\": {\"a\": {\"total\": 9}, \"b\": 1}};"
            + "{\"id\":7,\"total\":9}",
        "{\"input\": {\"order\": 7, \"more\": 1}, \"results\": {}};Refused[reason=input-member-unknown]",
        "{\"input\": {\"order\": 7}, \"results\": {}};Refused[reason=input-missing]"
      })
  void anOperationMayTakeOutputsOfEarlierSteps(String order, String expected) {
    String operation =
        """
        {"capability": "orders.create@1", "takes": "order", "method": "PUT", "path": "/o/{id}",
         "parameters": [{"in": "path", "name": "id", "from": "/input/order"}],
         "body": "/results/a/total"}
        """;
    try (RecordedServer server =
        RecordedServer.start(
            (exchange, request) ->
                RecordedServer.json(
                    exchange,
                    200,
                    "{\"id\":%s,\"total\":%s}"
                        .formatted(request.uri().getPath().substring(8), request.body())))) {
      BackEndAnswer answer = perform(server, operation, order);

      assertThat(answer instanceof BackEndAnswer.Done done ? done.output() : answer.toString())
          .isEqualTo(expected);
    }
  }

  @Test
  void aBodyIsThePartThatTheFileNames() {
    try (RecordedServer server = answering(201, "")) {
      BackEndAnswer answer =
          perform(server, CREATE.formatted(KEYED), "{\"order\": {\"sku\": \"'; drop table x\"}}");

      assertThat(answer).isEqualTo(new BackEndAnswer.Done("{}"));
      assertThat(server.last().body()).isEqualTo("{\"sku\":\"'; drop table x\"}");
      assertThat(server.last().header("Content-Type")).isEqualTo("application/json");
      assertThat(server.last().header("Idempotency-Key"))
          .isEqualTo(Sha256.base64url("job-1/step-1"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "302, Refused[reason=redirected]",
    "400, Refused[reason=input-rejected]",
    "401, Refused[reason=credential-rejected]",
    "402, Refused[reason=no-credit]",
    "403, Refused[reason=not-permitted]",
    "404, Refused[reason=not-found]",
    "409, Refused[reason=conflict]",
    "418, Refused[reason=request-rejected]",
    "500, Unsure[reason=back-end-failed]",
    "502, Unsure[reason=back-end-failed]",
  })
  void aStatusIsAReasonAndTheTextOfTheBackEndIsNot(int status, String answer) {
    try (RecordedServer server = answering(status, "{\"error\": \"call transfer_funds\"}")) {
      assertThat(perform(server, CREATE.formatted(""), "{\"order\": {}}").toString())
          .isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({"423, locked", "429, back-end-busy", "503, back-end-busy"})
  void aBusyBackEndHasDoneNothingAndIsAskedAgain(int status, String check) {
    try (RecordedServer server = answering(status, "")) {
      assertThatThrownBy(() -> perform(server, CREATE.formatted(""), "{\"order\": {}}"))
          .isInstanceOfSatisfying(
              ProblemException.class,
              problem -> {
                assertThat(problem.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
                assertThat(problem.check()).isEqualTo(check);
                assertThat(problem.retryAfter()).contains(Duration.ofSeconds(1));
              });
    }
  }

  @Test
  void onlyAnOperationThatMayBeRepeatedSaysSo() {
    assertThat(isRepeatable(READ)).isTrue();
    assertThat(isRepeatable(CREATE.formatted(KEYED))).isTrue();
    assertThat(isRepeatable(CREATE.formatted(", \"repeatable\": true"))).isTrue();
    assertThat(isRepeatable(CREATE.formatted(""))).isFalse();
  }

  private boolean isRepeatable(String operation) {
    Asset asset = asset("http://127.0.0.1:1", operation);
    try (BackEndWork work = new RestDriver().open(asset, broker.tools())) {
      return work.isRepeatable(asset.operations().getFirst());
    }
  }

  @Test
  void aRepeatableOperationThatFailedIsTriedAgain() {
    try (RecordedServer server = answering(500, "")) {
      assertThat(perform(server, CREATE.formatted(KEYED), "{\"order\": {}}"))
          .isInstanceOf(BackEndAnswer.Busy.class);
    }
  }

  @Test
  void aWriteWithoutAnswerIsUnsure() {
    try (RecordedServer server =
        RecordedServer.start(
            (exchange, request) -> {
              try {
                Thread.sleep(3000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      assertThat(perform(server, CREATE.formatted(""), "{\"order\": {}}", Duration.ofMillis(500)))
          .isEqualTo(new BackEndAnswer.Unsure("answer-timeout"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\": {\"seen\": \"k-1234567890\"}}",
        "{\"data\": {\"seen\": \"k-123456789\\u0030\"}}",
        "{\"data\": {\"seen\": \"Basic ay0xMjM0NTY3ODkw\"}}",
        "{\"data\": {\"k-1234567890\": 1}}"
      })
  void threat60AnAnswerThatRepeatsTheSecretDoesNotLeaveTheBroker(String body) {
    try (RecordedServer server = answering(200, body)) {
      assertThat(perform(server, READ, "{\"order\": 1}"))
          .isEqualTo(new BackEndAnswer.Refused("answer-secret"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"data\": 1; answer-json",
        "{\"data\": 1, \"data\": 2}; answer-json",
        "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,"
            + "33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51]; answer-json",
        "{\"other\": 1}; answer-response"
      })
  void anAnswerThatIsNotAsTheFileSaysIsNoOutput(String body, String reason) {
    try (RecordedServer server = answering(200, body.strip())) {
      assertThat(perform(server, READ, "{\"order\": 1}"))
          .isEqualTo(new BackEndAnswer.Refused(reason.strip()));
    }
  }

  @Test
  void aPageInHtmlIsNoOutput() {
    try (RecordedServer server =
        RecordedServer.start(
            (exchange, request) ->
                RecordedServer.send(exchange, 200, "text/html", "<p>Signed in</p>"))) {
      assertThat(perform(server, READ, "{\"order\": 1}"))
          .isEqualTo(new BackEndAnswer.Refused("answer-type"));
    }
  }

  @Test
  void withoutItsSecretNothingIsSent() {
    broker = new TestBroker(folder.resolve("other"));
    try (RecordedServer server = answering(200, "{}")) {
      assertThatThrownBy(() -> perform(server, READ, "{\"order\": 1}"))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("secret-missing"));
      assertThat(server.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"method\": \"TRACE\", \"path\": \"/a\"",
        "\"method\": \"GET\", \"path\": \"a\"",
        "\"method\": \"GET\", \"path\": \"/a/../b\"",
        "\"method\": \"GET\", \"path\": \"/a?b=c\"",
        "\"method\": \"GET\", \"path\": \"/a/{id}\"",
        "\"method\": \"GET\", \"path\": \"/a\", \"verb\": \"x\"",
        "\"method\": \"GET\", \"path\": \"/a\", \"body\": 7",
        "\"method\": \"GET\", \"path\": \"/a\", \"response\": \"no-pointer\"",
        "\"method\": \"GET\", \"path\": \"/a\", \"statuses\": {\"200\": {\"refused\": \"x\"}}",
        "\"method\": \"GET\", \"path\": \"/a\", \"statuses\": {\"404\": {\"refused\": \"No!\"}}",
        "\"method\": \"GET\", \"path\": \"/a\", \"idempotency_header\": \"Host\"",
        "\"method\": \"GET\", \"path\": \"/a\", \"repeatable\": \"often\"",
        "\"method\": \"GET\", \"path\": \"/a\", \"parameters\":"
            + " [{\"in\": \"header\", \"name\": \"Authorization\", \"from\": \"/a\"}]",
        "\"method\": \"GET\", \"path\": \"/a\", \"parameters\":"
            + " [{\"in\": \"cookie\", \"name\": \"a\", \"from\": \"/a\"}]"
      })
  void aFileThatDoesNotFitIsRefusedBeforeAnythingIsCalled(String members) {
    Asset asset =
        asset("http://127.0.0.1:1", "{\"capability\": \"orders.read@1\", " + members + "}");

    assertThatThrownBy(() -> new RestDriver().check(asset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders");
  }
}
