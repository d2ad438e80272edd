package org.bailiwick.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobClientTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final CapabilitySet SCOPE = CapabilitySet.parse(List.of("a@1", "b@1"));

  @TempDir Path folder;
  private ScriptedNode master;
  private JobClient jobs;

  @BeforeEach
  void start() throws Exception {
    master = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
    CA.agent("writer", "ledger.post@1").writeTo(folder);
    jobs = new JobClient(master.uri(), CredentialFolder.at(folder).tls(TRUSTED.trust(id -> true)));
  }

  @AfterEach
  void stop() {
    jobs.close();
    master.close();
  }

  private static ProblemType refusal(Runnable action) {
    try {
      action.run();
    } catch (ProblemException e) {
      return e.type();
    }
    throw new AssertionError("not refused");
  }

  @Test
  void exchangesAGrantForAToken() {
    master.on(
        "/oauth/token",
        call -> Reply.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}"));
    assertThat(jobs.token("grant", "client", SCOPE)).isEqualTo("t");
    assertThat(master.calls().getLast().form())
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        .containsEntry("assertion", "grant")
        .containsEntry("scope", "a@1 b@1");
  }

  @Test
  void getsATokenWithoutAGrantForAnAgentOfTheDomain() {
    master.on(
        "/oauth/token",
        call -> Reply.json(200, "{\"access_token\":\"t\",\"token_type\":\"Bearer\"}"));
    String agent = "spiffe://bailiwick.example/agent/writer";
    assertThat(jobs.ownToken(agent, SCOPE)).isEqualTo("t");
    assertThat(master.calls().getLast().form())
        .containsOnly(
            Map.entry("grant_type", "client_credentials"),
            Map.entry("client_id", agent),
            Map.entry("scope", "a@1 b@1"));
  }

  @Test
  void tellsOauthErrorsAsProblems() {
    for (Map.Entry<String, ProblemType> expected :
        Map.of(
                "invalid_grant", ProblemType.ACCESS_TOKEN_INVALID,
                "invalid_scope", ProblemType.SCOPE_TOO_WIDE,
                "unsupported_grant_type", ProblemType.MALFORMED_REQUEST)
            .entrySet()) {
      try (ScriptedNode node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
          JobClient client = new JobClient(node.uri(), TRUSTED.serverTls())) {
        node.on(
            "/oauth/token", call -> Reply.json(400, "{\"error\":\"" + expected.getKey() + "\"}"));
        assertThat(refusal(() -> client.token("g", "c", SCOPE))).isEqualTo(expected.getValue());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void postsAwaitsAndCancelsAJob() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    master.on(
        "/v1/jobs",
        call ->
            switch (call.method()) {
              case "POST" ->
                  new Reply(
                      202, "application/json", "{\"id\":\"1\"}", Map.of("Location", "/v1/jobs/1"));
              case "GET" ->
                  Reply.json(
                      200,
                      "{\"state\":\"" + (looks.incrementAndGet() < 3 ? "running" : "done") + "\"}");
              default -> new Reply(204, "application/json", "", Map.of());
            });
    URI job = jobs.post("t", JsonObject.EMPTY_JSON_OBJECT, "key-1");
    assertThat(job.getPath()).isEqualTo("/v1/jobs/1");
    assertThat(jobs.await("t", job, Duration.ofSeconds(10)).getString("state")).isEqualTo("done");
    assertThat(master.calls().getLast().headers())
        .containsEntry("Authorization", List.of("Bearer t"));
    jobs.cancel("t", job);
    assertThat(master.calls().getLast().method()).isEqualTo("DELETE");
  }

  @Test
  void revokesAToken() {
    master.on("/oauth/revoke", call -> new Reply(200, "application/json", "", Map.of()));
    jobs.revoke("t", "client");
    assertThat(master.calls().getLast().form())
        .containsEntry("token", "t")
        .containsEntry("client_id", "client");
  }

  @Test
  void waitsOnWhenTheNodeSaysWhenToComeAgain() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    master.on(
        "/v1/jobs",
        call ->
            looks.incrementAndGet() < 3
                ? new Reply(503, "application/problem+json", "{}", Map.of("Retry-After", "0"))
                : Reply.json(200, "{\"state\":\"done\"}"));
    URI job = URI.create("/v1/jobs/1");
    assertThat(jobs.await("t", job, Duration.ofSeconds(10)).getString("state")).isEqualTo("done");
    master.on("/v1/other", call -> Reply.problem(503, "node-busy", "No time is told."));
    URI other = URI.create("/v1/other/1");
    assertThatThrownBy(() -> jobs.await("t", other, Duration.ofSeconds(10)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void givesUpWaitingInTime() {
    master.on("/v1/jobs", call -> Reply.json(200, "{\"state\":\"running\"}"));
    assertThatThrownBy(() -> jobs.await("t", URI.create("/v1/jobs/1"), Duration.ofMillis(300)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void asksForANarrowerTransactionToken() {
    master.on("/oauth/token", call -> Reply.json(200, "{\"access_token\":\"narrow\"}"));
    AgentId callee = AgentId.parse("spiffe://bailiwick.example/agent/receipts");
    try (TokenClient tokens = new TokenClient(master.uri(), TRUSTED, CredentialFolder.at(folder))) {
      assertThat(tokens.narrow("wide", CapabilitySet.parse(List.of("a@1")), callee, "request-17"))
          .isEqualTo("narrow");
    }
    assertThat(master.calls().getLast().form())
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
        .containsEntry("subject_token", "wide")
        .containsEntry("audience", "bailiwick.example")
        .containsEntry("scope", "a@1")
        .containsEntry("resource", callee.toString());
    assertThat(master.calls().getLast().headers())
        .containsEntry("X-request-id", List.of("request-17"));
    assertThat(master.calls().getLast().peer().orElseThrow().isAgent()).isTrue();
  }
}
