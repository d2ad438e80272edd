package org.bailiwick.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Test;

/** An agent on the registry, from its credential to its revocation. */
class RegistryIT {
  /** docs/registry.md. */
  private static final Duration GONE_WITHIN = Duration.ofSeconds(1);

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final TestLeaf other = new Enrolment(nodes, wire).granted();

  /** From the answer to the revocation to the first refusal. */
  @Test
  void revokedAgentIsGoneWithinTheBound() {
    String capability = "receipt.write@1?for=revoked";
    TestLeaf revoked = new Enrolment(nodes, wire).capabilities(capability).granted();
    register(revoked).expecting(201);
    assertThat(found(capability)).containsExactly(name(revoked));
    Answer news = Machine.measured(() -> newsWhenRevoked(revoked, capability));

    assertThat(register(revoked).text("type")).endsWith(":credential-revoked");
    assertThat(wire.send(discovery(capability).as(revoked)).text("type"))
        .endsWith(":credential-revoked");
    assertThat(stateIn(news, revoked)).isEqualTo("revoked");
  }

  /** The answer to a caller that waits for changes meanwhile. */
  private Answer newsWhenRevoked(TestLeaf revoked, String capability) {
    String position = newest();
    CompletableFuture<Answer> news =
        CompletableFuture.supplyAsync(
            () -> wire.send(changes("?wait=PT20S&after=" + position)).expecting(200),
            Thread::startVirtualThread);

    new Officer(nodes, wire).revoke(revoked);
    Instant answered = Instant.now();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Machine.bound(GONE_WITHIN))
        .until(() -> found(capability).isEmpty());
    Machine.report("not found after", Duration.between(answered, Instant.now()), GONE_WITHIN);
    return news.orTimeout(25, TimeUnit.SECONDS).join();
  }

  @Test
  void renewedCredentialKeepsTheIdentifierAndTheOldOneIsRefused() throws InterruptedException {
    Enrolment first = new Enrolment(nodes, wire);
    TestLeaf old = first.granted();
    String id = register(old).expecting(201).text("id");
    TimeUnit.SECONDS.sleep(1); // validity counts in seconds
    Enrolment second = new Enrolment(nodes, wire);
    second.statement().claim("name", first.name());
    assertThat(register(second.granted()).expecting(200).text("id")).isEqualTo(id);
    assertThat(register(old).text("type")).endsWith(":agent-already-registered");
  }

  /** The domain node decides by it about agents whose certificate it has not seen. */
  @Test
  void aNodeIsToldOnWhichRootOfTrustAnAgentRests() {
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    String after = newest();
    register(agent).expecting(201);
    JsonObject attestation =
        wire
            .send(changes("?after=" + after))
            .expecting(200)
            .json()
            .getJsonArray("agents")
            .getValuesAs(JsonObject.class)
            .stream()
            .filter(each -> each.getString("agent").equals(name(agent)))
            .map(each -> each.getJsonObject("attestation"))
            .findFirst()
            .orElseThrow();
    TestLeaf maker = Nodes.leaf(nodes.outside().resolve("maker"), "maker");
    JsonObject root = attestation.getJsonArray("roots_of_trust").getJsonObject(0);
    assertThat(root.getString("kind")).isEqualTo("idevid");
    assertThat(root.getString("anchor"))
        .isEqualTo("sha256:" + Sha256.hex(Pem.der(maker.certificate())));
    assertThat(attestation.getJsonObject("vector").getInt("executables")).isEqualTo(2);
  }

  @Test
  void agentWithdrawsItselfAndNobodyElse() {
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    String id = register(agent).expecting(201).text("id");
    URI record = nodes.registry("/v1/agents/" + id.substring("urn:uuid:".length()));
    assertThat(wire.send(Call.delete(record).as(other)).text("type")).endsWith(":agent-unknown");
    wire.send(Call.get(record).as(other)).expecting(200);
    wire.send(Call.delete(record).as(agent)).expecting(204);
    assertThat(wire.send(Call.get(record).as(agent)).text("type")).endsWith(":agent-unknown");
    assertThat(register(agent).text("id")).isEqualTo(id);
  }

  private Answer register(TestLeaf agent) {
    return wire.send(
        Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent));
  }

  private List<String> found(String capability) {
    return wire
        .send(discovery(capability).as(other))
        .expecting(200)
        .json()
        .getJsonArray("agents")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(agent -> agent.getString("agent"))
        .toList();
  }

  private Call discovery(String capability) {
    return Call.get(
        nodes.registry(
            "/v1/discovery?capability=" + URLEncoder.encode(capability, StandardCharsets.UTF_8)));
  }

  /** The position after the last page. */
  private String newest() {
    Answer page = wire.send(changes("")).expecting(200);
    while (page.json().getBoolean("more")) {
      page = wire.send(changes("?after=" + page.text("next"))).expecting(200);
    }
    return page.text("next");
  }

  private Call changes(String query) {
    return Call.get(nodes.registry("/v1/changes" + query))
        .as(Nodes.leaf(nodes.home().resolve("domain/tls"), "client"));
  }

  private static String stateIn(Answer changes, TestLeaf agent) {
    return changes.json().getJsonArray("agents").getValuesAs(JsonObject.class).stream()
        .filter(listed -> listed.getString("agent").equals(name(agent)))
        .map(listed -> listed.getString("state"))
        .findFirst()
        .orElse("not there");
  }

  private static String name(TestLeaf leaf) {
    return AgentCredential.read(leaf.certificate()).agent().toString();
  }
}
