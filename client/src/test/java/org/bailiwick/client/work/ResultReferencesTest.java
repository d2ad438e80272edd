package org.bailiwick.client.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultReferencesTest {
  private static final String RESULT = "[" + "1,".repeat(50_000) + "1]";

  private ScriptedNode node;
  private JsonEndpoint master;
  private final AtomicReference<String> sent = new AtomicReference<>();

  @BeforeEach
  void start() throws Exception {
    node = ScriptedNode.plain();
    master = new JsonEndpoint(node.uri(), SSLContext.getDefault());
    node.on("/v1/results/17", call -> Reply.json(200, RESULT));
  }

  @AfterEach
  void stop() {
    master.close();
    node.close();
  }

  private ResultReferences references(String href, String sha256, long size) {
    JsonObject reference =
        Json.createObjectBuilder()
            .add("href", href)
            .add("sha256", sha256)
            .add("size", size)
            .build();
    return ResultReferences.of(
        Json.createObjectBuilder().add("parse", reference).build(), master, "token");
  }

  private String read(ResultReferences references) throws IOException {
    try (InputStream in = references.open("parse")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String own() {
    return node.uri() + "/v1/results/17";
  }

  @Test
  void readsWhatTheOrderNames() throws IOException {
    ResultReferences references = references(own(), Sha256.hex(RESULT), RESULT.length());
    assertThat(read(references)).isEqualTo(RESULT);
    assertThat(references.steps()).containsExactly("parse");
    assertThat(references.value("parse", RESULT.length()).toString()).isEqualTo(RESULT);
    assertThatThrownBy(() -> references.value("parse", RESULT.length() - 1))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("result-size"));
    assertThat(references.toString()).doesNotContain("token");
  }

  @Test
  void anotherLengthOrDigestIsAFaultBeforeTheEnd() {
    for (ResultReferences wrong :
        new ResultReferences[] {
          references(own(), Sha256.hex(RESULT), RESULT.length() - 1),
          references(own(), Sha256.hex(RESULT), RESULT.length() + 1),
          references(own(), Sha256.hex("other"), RESULT.length())
        }) {
      assertThatThrownBy(() -> read(wrong)).isInstanceOf(IOException.class);
    }
  }

  /** An agent that orders from this one would have it send its token to another place. */
  @Test
  void threat56AReferenceThatLeadsElsewhereIsNotFollowed() throws Exception {
    try (ScriptedNode other = ScriptedNode.plain()) {
      other.on(
          "/v1/results/17",
          call -> {
            sent.set("called");
            return Reply.json(200, RESULT);
          });
      for (String place :
          new String[] {
            other.uri() + "/v1/results/17",
            node.uri() + ".evil.example/v1/results/17",
            node.uri().toString().replace("http://", "http://user@"),
            node.uri() + "/../v1/results/17"
          }) {
        assertThatThrownBy(() -> read(references(place, Sha256.hex(RESULT), RESULT.length())))
            .isInstanceOfSatisfying(
                ProblemException.class, e -> assertThat(e.check()).isEqualTo("result-reference"));
      }
    }
    assertThat(sent.get()).isNull();
  }

  @Test
  void aRefusalIsThatOfTheMasterAgent() {
    node.on(
        "/v1/results/18",
        call ->
            new Reply(
                403,
                "application/problem+json",
                "{\"type\":\"urn:bailiwick:problem:policy-denied\",\"title\":\"t\",\"status\":403,"
                    + "\"detail\":\"d\"}",
                Map.of()));
    assertThatThrownBy(
            () ->
                read(
                    references(node.uri() + "/v1/results/18", Sha256.hex(RESULT), RESULT.length())))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type().slug()).isEqualTo("policy-denied"));
  }

  @Test
  void anOrderWithAReferenceThatLacksAMemberIsMalformed() {
    String order =
        "{\"capability\":\"c@1\",\"result_references\":{\"parse\":{\"href\":\"https://x/\"}}}";
    OrderBody body = OrderBody.parse(order.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ResultReferences.of(body.resultReferences(), master, "token"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("order-body"));
  }

  @Test
  void referencesBelongToTheDigestOfAnOrder() {
    String order = "{\"capability\":\"c@1\",\"result_references\":{\"parse\":{\"sha256\":\"%s\"}}}";
    String plain = "{\"capability\":\"c@1\"}";
    assertThat(digest(order.formatted("a"))).isNotEqualTo(digest(order.formatted("b")));
    assertThat(digest(plain)).isNotEqualTo(digest(order.formatted("a")));
  }

  private static String digest(String order) {
    return OrderBody.parse(order.getBytes(StandardCharsets.UTF_8)).digest();
  }
}
