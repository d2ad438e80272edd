package org.bailiwick.master.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.master.ownerrights.Responsibility;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryFollowerTest {

  private static final String VIEW =
      """
      {"id":"urn:uuid:0190a000-0000-7000-8000-000000000001",
       "agent":"spiffe://bailiwick.example/agent/a","owner":"o","capabilities":["fx.rates@1"],
       "locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"],"serial":"0a",
       "expires_at":"2999-01-01T00:00:00Z","state":"%s","certificate_sha256":"x"}\
      """;
  private static final String ATTESTATION =
      """
      "attestation":{"status":"affirming","verifier":"v","policy":"p","appraised_at":"2026-01-01T00:00:00Z",
       "roots_of_trust":[{"kind":"tpm","anchor":"sha256:00"}],"vector":{"hardware":2}}\
      """;
  private static final String FIRST =
      "{\"begin\":true,\"next\":\"7\",\"more\":false,\"agents\":[" + VIEW + "]}";

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final AgentInventory inventory = new AgentInventory(clock, Duration.ofMinutes(5));
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private volatile String answer = FIRST.formatted("listed");
  private volatile int status = 200;

  /** The Link of the first page. */
  private volatile Optional<String> link = Optional.empty();

  /** The page after the first one, if it is not {@code answer}. */
  private volatile Optional<String> further = Optional.empty();

  private TestServer registry;
  private NodeHttp http;
  private RegistryFollower follower;

  @BeforeEach
  void start() throws IOException {
    TestLeaf node = ca.node("domain");
    Files.writeString(folder.resolve("client.pem"), Pem.of(node.chain()));
    Files.writeString(folder.resolve("client.key"), Pem.of(node.key()));
    http = new NodeHttp(NodeHttpSettings.of(folder), () -> Set.of(ca.root()));
    registry =
        TestServer.secured(
                ca.nodeServer("domain")
                    .tls(new SpiffeTrustManager(() -> Set.of(ca.operatorCa()), id -> true)))
            .on(
                "/ars/v1/changes",
                exchange -> {
                  String query = String.valueOf(exchange.getRequestURI().getQuery());
                  questions.add(query);
                  if (query.equals("null")) {
                    link.ifPresent(next -> exchange.getResponseHeaders().add("Link", next));
                  }
                  String page = query.startsWith("after=7") ? further.orElse(answer) : answer;
                  byte[] body = page.getBytes(StandardCharsets.UTF_8);
                  TestServer.answer(exchange, status, status == 304 ? new byte[0] : body);
                });
    follower =
        new RegistryFollower(
            inventory,
            http,
            URI.create(registry.at("/ars").toString()),
            SpiffeId.parse("spiffe://bailiwick.example/node/domain"));
  }

  @AfterEach
  void stop() {
    http.close();
    registry.close();
  }

  @Test
  void takesTheAgentsOverAndThenWaitsForChanges() {
    assertThat(follower.poll()).isTrue();
    assertThat(inventory.isAvailable(Capability.parse("fx.rates@1"))).isTrue();
    status = 304;
    clock.move(Duration.ofMinutes(4));
    assertThat(follower.poll()).isFalse();
    clock.move(Duration.ofMinutes(4));
    assertThat(inventory.isFresh()).isTrue();
    assertThat(questions).containsExactly("null", "after=7&wait=PT20S");
  }

  private Optional<Responsibility> responsible() {
    follower.poll();
    return inventory
        .find(AgentId.parse("spiffe://bailiwick.example/agent/a"))
        .flatMap(KnownAgent::responsible);
  }

  @Test
  void knowsOwnerAndPrincipalWhereTheRegistryTellsThem() {
    assertThat(responsible()).isEmpty();
    answer =
        FIRST
            .formatted("listed")
            .replace(
                "\"owner\":\"o\"",
                "\"owner\":\"Treasury\",\"principal\":{\"kind\":\"role\","
                    + "\"issuer\":\"https://idp.example\",\"subject\":\"bookkeeper\"}");
    assertThat(responsible())
        .contains(
            new Responsibility(
                Owner.parse("Treasury"),
                new Principal(Principal.Kind.ROLE, "https://idp.example", "bookkeeper")));
    answer = answer.replace("\"role\"", "\"team\"");
    assertThat(responsible()).isEmpty();
    assertThat(inventory.unreadable()).isEqualTo(1);
  }

  @Test
  void knowsWhatWasFoundAboutAnAgentWhereTheRegistryTellsIt() {
    answer = FIRST.formatted("listed").replace("\"owner\"", ATTESTATION + ",\"owner\"");
    assertThat(found())
        .contains(
            new AttesterTrustworthiness(
                List.of(new RootOfTrust("tpm", "sha256:00")),
                TrustVector.of(Map.of("hardware", 2))));
    answer = answer.replace("\"tpm\"", "\"TPM\"");
    assertThat(found()).isEmpty();
    assertThat(inventory.unreadable()).isEqualTo(1);
    answer = answer.replace("\"TPM\"", "\"tpm\"").replace("2}", "2.5}");
    assertThat(found()).isEmpty();
    assertThat(inventory.unreadable()).isEqualTo(1);
  }

  private Optional<AttesterTrustworthiness> found() {
    follower.poll();
    return inventory
        .find(AgentId.parse("spiffe://bailiwick.example/agent/a"))
        .flatMap(agent -> agent.listed().trustworthiness());
  }

  @Test
  void usesNoAgentThatTheRegistryDoesNotList() {
    answer = FIRST.formatted("withdrawn");
    follower.poll();
    assertThat(inventory.isAvailable(Capability.parse("fx.rates@1"))).isFalse();
  }

  @Test
  void keepsWhatItHasWhenTheRegistryAnswersNonsense() {
    follower.poll();
    for (String nonsense :
        List.of("", "[]", "{}", "{\"begin\":true,\"next\":\"8\",\"more\":false,\"agents\":{}}")) {
      answer = nonsense;
      assertThat(follower.poll()).isFalse();
    }
    status = 503;
    assertThat(follower.poll()).isFalse();
    assertThat(inventory.size()).isEqualTo(1);
  }

  @Test
  void asksForFurtherPagesAtOnceAndFromThePositionOfThePage() {
    answer = FIRST.formatted("listed").replace("\"more\":false", "\"more\":true");
    assertThat(follower.poll()).isTrue();
    assertThat(inventory.isFresh()).isFalse();
    answer = "{\"begin\":false,\"next\":\"9\",\"more\":false,\"agents\":[]}";
    assertThat(follower.poll()).isTrue();
    assertThat(inventory.isAvailable(Capability.parse("fx.rates@1"))).isTrue();
    status = 304;
    follower.poll();
    assertThat(questions).containsExactly("null", "after=7&wait=PT20S", "after=9&wait=PT20S");
  }

  @Test
  void asksForThePageThatTheAnswerNamesBeforeItIsWanted() {
    answer = FIRST.formatted("listed").replace("\"more\":false", "\"more\":true");
    link = Optional.of("<changes?after=7>; rel=\"next\"");
    further = Optional.of("{\"begin\":false,\"next\":\"9\",\"more\":false,\"agents\":[]}");
    assertThat(follower.poll()).isTrue();
    await().untilAsserted(() -> assertThat(questions).hasSize(2));
    assertThat(inventory.position()).isEqualTo("7");
    assertThat(follower.poll()).isTrue();
    assertThat(inventory.position()).isEqualTo("9");
    assertThat(questions).containsExactly("null", "after=7&wait=PT20S");
  }

  /** The page that was asked for early is not the one after the page that was taken over. */
  @Test
  void usesNoPageThatBeginsElsewhere() {
    link = Optional.of("<changes?after=8>; rel=\"next\"");
    assertThat(follower.poll()).isTrue();
    await().untilAsserted(() -> assertThat(questions).hasSize(2));
    status = 304;
    assertThat(follower.poll()).isFalse();
    assertThat(questions).containsExactly("null", "after=8&wait=PT20S", "after=7&wait=PT20S");
  }

  @Test
  void followsNoLinkOfAnotherForm() {
    link = Optional.of("<https://elsewhere.example/changes?after=8>; rel=\"next\"");
    follower.poll();
    status = 304;
    follower.poll();
    assertThat(questions).containsExactly("null", "after=7&wait=PT20S");
  }

  @Test
  void anAgentThatCannotBeReadIsLeftOutAlone() {
    answer =
        FIRST
            .formatted("listed")
            .replace("\"agents\":[", "\"agents\":[7,{\"id\":\"bad\",\"agent\":\"no\"},");
    follower.poll();
    assertThat(inventory.isAvailable(Capability.parse("fx.rates@1"))).isTrue();
    assertThat(inventory.unreadable()).isEqualTo(2);
  }

  /** The registry's own row cannot be read, so it sends the name alone. */
  @Test
  void anAgentThatTheRegistryCannotReadIsNotUsedAnyMore() {
    follower.poll();
    answer =
        "{\"begin\":false,\"next\":\"8\",\"more\":false,\"agents\":[{\"id\":\"urn:uuid:1\","
            + "\"agent\":\"spiffe://bailiwick.example/agent/a\",\"state\":\"unreadable\"}]}";
    follower.poll();
    assertThat(inventory.isAvailable(Capability.parse("fx.rates@1"))).isFalse();
  }
}
