package org.bailiwick.client.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryClientTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final String ID = "urn:uuid:019a0000-0000-7000-8000-000000000001";

  @TempDir Path folder;
  private ScriptedNode node;
  private RegistryClient registry;

  @BeforeEach
  void start() throws Exception {
    TrustedAuthority trusted =
        new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
    CA.agent("reader", "invoice.parse@1", "invoice.count@1").writeTo(folder);
    node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
    registry = new RegistryClient(node.uri().resolve("/ars"), trusted, CredentialFolder.at(folder));
  }

  @AfterEach
  void stop() {
    registry.close();
    node.close();
  }

  private static JsonObject view(String name) {
    return Json.createObjectBuilder()
        .add("id", ID)
        .add("agent", "spiffe://bailiwick.example/agent/" + name)
        .add("owner", "Finance Department")
        .add("capabilities", Json.createArrayBuilder().add("invoice.parse@1"))
        .add("locator", "https://127.0.0.1:7001/work")
        .add("validation_methods", Json.createArrayBuilder().add("mtls"))
        .add("serial", "0abc")
        .add("expires_at", "2026-11-26T00:00:00Z")
        .add("state", "listed")
        .build();
  }

  @Test
  void registersExactlyWhatTheCredentialSays() {
    node.on("/ars/v1/agents", call -> Reply.json(201, view("reader").toString()));
    assertThat(registry.register().id()).isEqualTo(ID);
    ScriptedNode.Call call = node.calls().getLast();
    assertThat(call.peer().orElseThrow()).hasToString("spiffe://bailiwick.example/agent/reader");
    JsonObject expected =
        Json.createObjectBuilder()
            .add("agent", "spiffe://bailiwick.example/agent/reader")
            .add("owner", "Finance Department")
            .add(
                "capabilities",
                Json.createArrayBuilder().add("invoice.count@1").add("invoice.parse@1"))
            .add("locator", "https://127.0.0.1:7001/work")
            .add("validation_methods", Json.createArrayBuilder().add("mtls"))
            .add(
                "principal",
                Json.createObjectBuilder()
                    .add("kind", "person")
                    .add("issuer", "https://id.bailiwick.example")
                    .add("subject", "alice"))
            .build();
    assertThat(call.json()).isEqualTo(expected);
  }

  @Test
  void describesItselfAndSendsHeartbeats() {
    node.on("/ars/v1/agents/", call -> Reply.json(200, "{}"));
    JsonObject said = Json.createObjectBuilder().add("title", "Reader").build();
    registry.describe(ID, said);
    assertThat(node.calls().getLast().method()).isEqualTo("PUT");
    assertThat(node.calls().getLast().path()).endsWith("/" + ID.substring(9) + "/description");
    assertThat(node.calls().getLast().json()).isEqualTo(said);
    registry.heartbeat(ID, Duration.ofMinutes(1), OptionalInt.of(20));
    assertThat(node.calls().getLast().path()).endsWith("/heartbeat");
    assertThat(node.calls().getLast().body()).isEqualTo("{\"ttl\":\"PT1M\",\"load\":20}");
    registry.heartbeat(ID, Duration.ZERO, OptionalInt.empty());
    assertThat(node.calls().getLast().body()).isEqualTo("{\"ttl\":\"PT0S\"}");
    registry.removeDescription(ID);
    assertThat(node.calls().getLast().method()).isEqualTo("DELETE");
  }

  @Test
  void provesOtherIdentifiersAndGivesThemUp() {
    String did = "did:web:rates.example%3A8443";
    node.on("/ars/v1/agents/", call -> Reply.json(200, "{\"identifier\":\"" + did + "\"}"));
    registry.challenge(ID, did);
    assertThat(node.calls().getLast().path()).endsWith("/identifiers/challenge");
    registry.prove(ID, did, Optional.of("a.b.c"));
    assertThat(node.calls().getLast().path()).endsWith("/identifiers");
    assertThat(node.calls().getLast().body())
        .isEqualTo("{\"identifier\":\"" + did + "\",\"proof\":\"a.b.c\"}");
    registry.prove(ID, did, Optional.empty());
    assertThat(node.calls().getLast().body()).isEqualTo("{\"identifier\":\"" + did + "\"}");
    registry.giveUp(ID, did);
    assertThat(node.calls().getLast().method()).isEqualTo("DELETE");
  }

  @Test
  void findsAndWithdrawsByIdentifier() {
    node.on("/ars/v1/agents/", call -> Reply.json(200, view("reader").toString()));
    assertThat(registry.find(ID).state()).isEqualTo("listed");
    registry.withdraw(ID);
    assertThat(node.calls().getLast().method()).isEqualTo("DELETE");
    assertThat(node.calls().getLast().path())
        .endsWith("agents/019a0000-0000-7000-8000-000000000001");
  }

  @Test
  void readsEveryPageOfADiscovery() {
    node.on(
        "/ars/v1/discovery",
        call ->
            Reply.json(
                200,
                call.path().contains("page_token=two")
                    ? "{\"agents\":[" + view("second") + "]}"
                    : "{\"agents\":[" + view("first") + "],\"next_page_token\":\"two\"}"));
    Capability wanted = Capability.parse("invoice.parse@1?region=eu");
    assertThat(registry.discover(wanted))
        .extracting(found -> found.agent().name())
        .containsExactly("first", "second");
    assertThat(node.calls().getFirst().path())
        .contains("capability=invoice.parse%401%3Fregion%3Deu");
  }

  @Test
  void discoversUnderTheIdOfTheRequestThatNeedsIt() {
    node.on("/ars/v1/discovery", call -> Reply.json(200, "{\"agents\":[]}"));
    assertThat(registry.discover(Capability.parse("invoice.parse@1"), "request-17")).isEmpty();
    assertThat(node.calls().getLast().headers())
        .containsEntry("X-request-id", List.of("request-17"));
  }

  @Test
  void tellsTheRegistrysRefusal() {
    node.on(
        "/ars/v1/agents", call -> Reply.problem(409, "attribute-mismatch", "Not what was signed."));
    assertThatThrownBy(() -> registry.register())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.ATTRIBUTE_MISMATCH));
  }
}
