package org.bailiwick.system;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.system.Nodes.Enrolled;
import org.bailiwick.system.Nodes.Order;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent on the registry, from its credential to its revocation, by plain HTTP. */
@ExtendWith(Nodes.Shared.class)
class RegistryIT {
  private static final String LOCATOR = "https://127.0.0.1:7098/work";

  private Nodes nodes;
  private Tls tls;
  private String registry;

  @BeforeEach
  void nodes(Nodes shared) {
    nodes = shared;
    tls = new Tls(nodes.anchor());
    registry = nodes.domainUrl() + "/ars/v1";
  }

  /** From the answer to the revocation to the first refusal: below a second. */
  @Test
  void revokedAgentIsGoneWithinASecond() {
    Enrolled revoked = enrol("registry-revoked", "fx.rates@2?for=revoked");
    HttpClient own = client(revoked);
    HttpClient other = client(enrol("registry-other", "fx.rates@2?for=other"));
    assertThat(register(own, revoked).status()).isEqualTo(201);
    String search = discovery("fx.rates@2?for=revoked");
    assertThat(agents(Answer.get(other, search))).containsExactly(idOf(revoked));
    HttpClient node = node();
    String revision = Answer.get(node, registry + "/snapshot").json().path("revision").asText();
    CompletableFuture<Answer> news =
        CompletableFuture.supplyAsync(
            () -> Answer.get(node, registry + "/snapshot?wait=PT20S&after=" + revision));

    assertThat(revoke(revoked).status()).isEqualTo(201);
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(1))
        .until(() -> agents(Answer.get(other, search)).isEmpty());

    assertThat(register(own, revoked).problem()).isEqualTo("credential-revoked");
    assertThat(Answer.get(own, search).problem()).isEqualTo("credential-revoked");
    assertThat(stateIn(news.orTimeout(25, TimeUnit.SECONDS).join(), revoked)).isEqualTo("revoked");
  }

  @Test
  void renewedCredentialKeepsTheIdentifierAndTheOldOneIsRefused() throws Exception {
    Enrolled first = enrol("registry-renewed", "fx.rates@2?for=renewal");
    HttpClient old = client(first);
    String id = register(old, first).json().path("id").asText();
    TimeUnit.SECONDS.sleep(1); // validity counts in seconds
    Enrolled second = enrol("registry-renewed", "fx.rates@2?for=renewal");
    HttpClient renewed = client(second);
    Answer again = register(renewed, second);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("id").asText()).isEqualTo(id);
    assertThat(register(old, first).problem()).isEqualTo("agent-already-registered");
  }

  @Test
  void agentWithdrawsItselfAndNobodyElse() {
    Enrolled agent = enrol("registry-withdrawn", "fx.rates@2?for=withdrawal");
    HttpClient own = client(agent);
    HttpClient other = client(enrol("registry-meddler", "fx.rates@2?for=meddling"));
    String id = register(own, agent).json().path("id").asText();
    String url = registry + "/agents/" + id.substring("urn:uuid:".length());
    assertThat(Answer.delete(other, url).problem()).isEqualTo("policy-denied");
    assertThat(Answer.get(other, url).status()).isEqualTo(200);
    assertThat(Answer.delete(own, url).status()).isEqualTo(204);
    assertThat(Answer.get(own, url).problem()).isEqualTo("agent-unknown");
    assertThat(register(own, agent).json().path("id").asText()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one more       | fx.rates@2?for=bad, ledger.post@1 | attribute-mismatch",
        "another value  | fx.rates@2?for=good               | attribute-mismatch",
        "wider          | fx.rates@2                        | attribute-mismatch",
        "case of value  | fx.rates@2?for=Bad                | attribute-mismatch",
        "case of name   | fx.Rates@2?for=bad                | malformed-request",
        "look-alike     | fx.r\u0430tes@2?for=bad           | malformed-request",
        "twice          | fx.rates@2?for=bad, fx.rates@2?for=bad | malformed-request",
      })
  void claimThatIsNotExactIsRefused(String fault, String capabilities, String problem) {
    Enrolled agent = enrol("registry-bad-claim", "fx.rates@2?for=bad");
    String claimed =
        List.of(capabilities.split(", ", -1)).stream()
            .map(text -> "\"" + text + "\"")
            .collect(joining(","));
    String signed = "\"fx.rates@2?for=bad\"";
    Answer answer =
        Answer.post(client(agent), registry + "/agents", claim(agent).replace(signed, claimed));
    assertThat(answer.problem()).as(fault).isEqualTo(problem);
    assertThat(agents(Answer.get(client(agent), discovery("fx.rates@2?for=bad")))).isEmpty();
  }

  @Test
  void requestsThatCannotBeReadAreProblemsAndNothingElse() {
    HttpClient agent = client(enrol("registry-noise", "fx.rates@2?for=noise"));
    String agents = registry + "/agents";
    assertThat(Answer.post(agent, agents, "{").problem()).isEqualTo("malformed-request");
    assertThat(Answer.post(agent, agents, "[]").problem()).isEqualTo("malformed-request");
    assertThat(Answer.post(agent, agents, "null").problem()).isEqualTo("malformed-request");
    assertThat(Answer.post(agent, agents, "").problem()).isEqualTo("malformed-request");
    assertThat(Answer.post(agent, agents, "{\"agent\":[1]}").problem())
        .isEqualTo("malformed-request");
    assertThat(Answer.post(agent, agents, "{\"owner\":\"a\",\"owner\":\"b\"}").problem())
        .isEqualTo("malformed-request");
    assertThat(Answer.post(agent, agents, "[".repeat(10_000)).problem())
        .isEqualTo("malformed-request");
    assertThat(Answer.post(agent, agents, " ".repeat(5_000_000)).problem())
        .isEqualTo("request-too-large");
    assertThat(Answer.get(agent, agents).problem()).isEqualTo("method-not-allowed");
    assertThat(Answer.get(agent, registry + "/discovery").problem()).isEqualTo("malformed-request");
    assertThat(Answer.get(agent, discovery("a.b@1") + "&page_token=x").problem())
        .isEqualTo("malformed-request");
    assertThat(Answer.get(agent, registry + "/snapshot").problem()).isEqualTo("policy-denied");
    assertThat(Answer.get(agent, registry + "/nothing").problem()).isEqualTo("not-found");
  }

  @Test
  void withoutACertificateNothingIsAnswered() {
    HttpClient anonymous = tls.anonymous().build();
    for (String path : List.of("/snapshot", "/discovery?capability=a.b@1")) {
      assertThat(Answer.get(anonymous, registry + path).problem())
          .isEqualTo("peer-certificate-required");
    }
    assertThat(Answer.post(anonymous, registry + "/agents", "{}").problem())
        .isEqualTo("peer-certificate-required");
  }

  private Enrolled enrol(String name, String capability) {
    return nodes.enrol(new Order(name, "Treasury", List.of(capability), LOCATOR));
  }

  private HttpClient client(Enrolled agent) {
    return tls.with(agent.key(), agent.chain()).build();
  }

  private HttpClient node() {
    Path folder = nodes.home().resolve("domain").resolve("tls");
    return tls.with(folder.resolve("client.key"), folder.resolve("client.pem")).build();
  }

  private Answer revoke(Enrolled agent) {
    Path folder = nodes.home().resolve("operators");
    HttpClient officer =
        tls.with(folder.resolve("officer-1.key"), folder.resolve("officer-1.pem")).build();
    return Answer.post(
        officer,
        nodes.authorityUrl() + "/v1/revocations",
        "{\"serial\":\"" + credential(agent).serial().hex() + "\",\"reason\":\"key-compromise\"}");
  }

  private Answer register(HttpClient http, Enrolled agent) {
    return Answer.post(http, registry + "/agents", claim(agent));
  }

  private static String claim(Enrolled agent) {
    AgentCredential credential = credential(agent);
    AgentInformation signed = credential.information();
    return """
        {"agent":"%s","owner":"%s","capabilities":["%s"],"locator":"%s",
         "validation_methods":["mtls"],
         "principal":{"kind":"%s","issuer":"%s","subject":"%s"}}"""
        .formatted(
            credential.agent(),
            signed.owner(),
            signed.capabilities().scope(),
            signed.locator(),
            signed.principal().kind().token(),
            signed.principal().issuer(),
            signed.principal().subject());
  }

  private static AgentCredential credential(Enrolled agent) {
    try {
      return AgentCredential.read(Pem.certificates(Files.readString(agent.chain())).getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String idOf(Enrolled agent) {
    return credential(agent).agent().toString();
  }

  private String discovery(String capability) {
    return registry
        + "/discovery?capability="
        + URLEncoder.encode(capability, StandardCharsets.UTF_8);
  }

  private static List<String> agents(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> names = new ArrayList<>();
    answer.json().path("agents").forEach(agent -> names.add(agent.path("agent").asText()));
    return names;
  }

  private static String stateIn(Answer snapshot, Enrolled agent) {
    for (JsonNode listed : snapshot.json().path("agents")) {
      if (listed.path("agent").asText().equals(idOf(agent))) {
        return listed.path("state").asText();
      }
    }
    return "not there";
  }
}
