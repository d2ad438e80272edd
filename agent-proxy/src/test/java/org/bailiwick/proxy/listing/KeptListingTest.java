package org.bailiwick.proxy.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.proxy.AgentProxy;
import org.bailiwick.proxy.ProxySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listing that a proxy keeps, in a registry whose answers the test writes. */
class KeptListingTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final String UUID = "019a0000-0000-7000-8000-000000000001";
  private static final long SOON_NANOS = Duration.ofSeconds(20).toNanos();

  @TempDir private Path temp;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Deque<Reply> registrations = new ConcurrentLinkedDeque<>();
  private final Deque<Reply> heartbeats = new ConcurrentLinkedDeque<>();
  private final Deque<Reply> records = new ConcurrentLinkedDeque<>();
  private ScriptedNode node;
  private CredentialFolder folder;
  private KeptListing listing;

  @BeforeEach
  void start() throws Exception {
    node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
    node.on("/ars/v1/agents", call -> next(registrations, view("listed")));
    node.on("/ars/v1/agents/", this::own);
    folder = CredentialFolder.at(temp.resolve("agent"));
    write();
  }

  /** Writes another credential of the agent, as a renewal does. */
  private void write() {
    TestLeaf leaf = CA.agent("reader", "invoice.parse@1");
    folder.write(leaf.key(), leaf.chain());
  }

  private Reply own(Call call) {
    if (call.path().endsWith("/heartbeat")) {
      return next(heartbeats, Reply.json(204, ""));
    }
    return call.path().endsWith("/record") ? next(records, view("listed")) : Reply.json(204, "");
  }

  private static Reply next(Deque<Reply> replies, Reply usual) {
    return Optional.ofNullable(replies.poll()).orElse(usual);
  }

  private static Reply view(String state) {
    return Reply.json(
        201,
        """
        {"id": "urn:uuid:%s", "agent": "spiffe://bailiwick.example/agent/reader", "owner": "Finance",
         "capabilities": ["invoice.parse@1"], "locator": "https://127.0.0.1:7001/work",
         "expires_at": "2100-01-01T00:00:00Z", "state": "%s"}
        """
            .formatted(UUID, state));
  }

  private static Reply unknown() {
    return Reply.problem(404, "agent-unknown", "No agent is listed under this identifier");
  }

  @AfterEach
  void stop() {
    if (listing != null) {
      listing.close();
    }
    node.close();
  }

  private void keep(URI registry) {
    listing =
        new KeptListing(
            folder,
            TRUSTED,
            WantedListing.of(registry, Optional.of("Reader"), Optional.empty(), List.of("fx")),
            log::add);
    listing.start();
  }

  private void keep() {
    keep(node.uri().resolve("/ars"));
  }

  private static void await(BooleanSupplier happened) throws InterruptedException {
    long end = System.nanoTime() + SOON_NANOS;
    while (!happened.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(happened.getAsBoolean()).isTrue();
  }

  private void awaitLine(String part) throws InterruptedException {
    await(() -> log.stream().anyMatch(line -> line.contains(part)));
  }

  private long count(String method, String end) {
    return node.calls().stream()
        .filter(call -> call.method().equals(method) && call.path().endsWith(end))
        .count();
  }

  private void refuses(String check) {
    assertThatThrownBy(() -> listing.requireListed())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.check()).isEqualTo(check);
              assertThat(e.type().status()).isEqualTo(503);
            });
  }

  @Test
  void anAgentIsListedDescribedHeardAndAtTheEndWithdrawn() throws Exception {
    keep();
    await(() -> count("PUT", "/description") == 1);
    assertThat(listing.requireListed().getString("id")).isEqualTo("urn:uuid:" + UUID);
    assertThat(log).first().asString().contains("listing=registered agent=spiffe://", UUID);
    assertThat(count("POST", "/heartbeat")).isEqualTo(1);
    JsonObject said =
        Json.createObjectBuilder()
            .add("title", "Reader")
            .add("tags", Json.createArrayBuilder().add("fx"))
            .build();
    assertThat(node.calls())
        .filteredOn(call -> call.method().equals("PUT"))
        .singleElement()
        .satisfies(call -> assertThat(call.json()).isEqualTo(said));
    listing.close();
    assertThat(node.calls().getLast().method()).isEqualTo("DELETE");
    assertThat(node.calls().getLast().path()).isEqualTo("/ars/v1/agents/" + UUID);
    assertThat(log).last().asString().isEqualTo("listing=withdrawn id=urn:uuid:" + UUID);
  }

  @Test
  void aRegistryThatIsAwayIsTriedAgainAndNobodyIsReadyMeanwhile() throws Exception {
    registrations.add(Reply.problem(503, "dependency-unavailable", "The status is unknown"));
    registrations.add(Reply.problem(403, "policy-denied", "An officer has put it into quarantine"));
    keep();
    awaitLine("listing=refused problem=dependency-unavailable");
    refuses("listing-awaited");
    awaitLine("listing=registered");
    assertThat(log).filteredOn(line -> line.contains("policy-denied")).hasSize(1);
    assertThat(listing.requireListed()).containsKey("until");
  }

  @Test
  void eachRenewalIsRegistered() throws Exception {
    keep();
    awaitLine("listing=registered");
    write();
    awaitLine("serial=" + folder.serial().hex());
    assertThat(count("POST", "/agents")).isEqualTo(2);
  }

  @Test
  void aRecordThatTheRegistryLostIsMadeAgain() throws Exception {
    heartbeats.add(unknown());
    records.add(unknown());
    keep();
    await(() -> count("POST", "/agents") == 2);
    await(() -> count("POST", "/heartbeat") == 2);
    assertThat(listing.requireListed()).containsKey("id");
  }

  @Test
  void aListingThatSomebodyElseEndedIsNotPutBack() throws Exception {
    heartbeats.add(unknown());
    records.add(view("withdrawn"));
    keep();
    awaitLine("listing=ended state=withdrawn");
    refuses("listing-ended");
    write();
    Thread.sleep(2_000); // longer than a look and a first pause
    assertThat(count("POST", "/agents")).isEqualTo(1);
    listing.close();
    assertThat(count("DELETE", UUID)).isZero();
  }

  @Test
  void aRenewalDoesNotPutItBackEither() throws Exception {
    keep();
    awaitLine("listing=registered");
    records.add(view("withdrawn"));
    write();
    awaitLine("listing=ended state=withdrawn");
    refuses("listing-ended");
    assertThat(count("POST", "/agents")).isEqualTo(1);
  }

  @Test
  void aRevokedCredentialIsNotRegisteredAgainAndAnotherOneIs() throws Exception {
    registrations.add(Reply.problem(401, "credential-revoked", "The credential is revoked"));
    keep();
    awaitLine("listing=ended state=revoked");
    refuses("listing-revoked");
    Thread.sleep(2_000);
    assertThat(count("POST", "/agents")).isEqualTo(1);
    write();
    awaitLine("listing=registered");
  }

  /** A record may be listed although the registry takes no heartbeats, as a policy can say. */
  @Test
  void aRefusedHeartbeatAloneEndsNothing() throws Exception {
    heartbeats.add(Reply.problem(403, "policy-denied", "No heartbeats here"));
    keep();
    awaitLine("listing=not-heard");
    assertThat(listing.requireListed()).containsKey("id");
  }

  @Test
  void theEndIsNotHeldUpByARegistryThatDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      keep(URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/ars"));
      Thread.sleep(1_000);
      refuses("listing-begins");
      long begun = System.nanoTime();
      listing.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
      assertThat(log).last().asString().startsWith("listing=left");
    }
  }

  @Test
  void theSocketTellsWhetherTheAgentIsRegisteredAndNotInTheLog() throws Exception {
    registrations.add(Reply.problem(503, "dependency-unavailable", "The status is unknown"));
    Path rules = Files.writeString(temp.resolve("rules.json"), "{}");
    ProxySettings settings =
        new ProxySettings(folder, TRUSTED, rules, temp.resolve("run/s"), Optional.empty())
            .listed(
                Optional.of(
                    WantedListing.of(
                        node.uri().resolve("/ars"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of())));
    try (AgentProxy proxy = AgentProxy.start(settings, log::add)) {
      awaitLine("listing=refused");
      assertThat(ready(proxy)).contains("The status is unknown").endsWith("\n503");
      awaitLine("listing=registered");
      assertThat(ready(proxy)).contains(UUID).endsWith("\n200");
    }
    assertThat(log).noneMatch(line -> line.contains("use=ready"));
    assertThat(log).last().asString().startsWith("listing=withdrawn");
  }

  private static String ready(AgentProxy proxy) throws Exception {
    Process curl =
        new ProcessBuilder(
                "curl",
                "-sS",
                "-w",
                "\n%{http_code}",
                "--unix-socket",
                proxy.socket().toString(),
                "http://proxy/v1/ready")
            .redirectErrorStream(true)
            .start();
    return new String(
        curl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void onlyAnHttpsUrlIsARegistry() {
    for (String url : List.of("http://ars.example", "https:///ars", "https://a@ars.example")) {
      assertThatThrownBy(() -> new WantedListing(URI.create(url), Optional.empty()))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("listing-registry"));
    }
  }
}
