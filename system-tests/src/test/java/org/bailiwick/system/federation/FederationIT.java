package org.bailiwick.system.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bailiwick.system.federation.TwoRegistries.EXPORTER;
import static org.bailiwick.system.federation.TwoRegistries.FRESHNESS;
import static org.bailiwick.system.federation.TwoRegistries.IMPORTER;
import static org.bailiwick.system.federation.TwoRegistries.PATIENCE;
import static org.bailiwick.system.federation.TwoRegistries.RATES;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.PausedProcess;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Machine;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Officer;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.federation.TwoRegistries.Curled;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two Bailiwick domains, of which the first mirrors what the second exports (R26, R61). Its agents
 * search by curl; a page is verified by jose.
 */
class FederationIT {
  /** docs/federation.md. */
  private static final Duration GONE_WITHIN = Duration.ofSeconds(2);

  private static final String ANS = "ans://v1.0.0.rates.b.example";
  private static final String DNS = "dns:rates.b.example";
  private static final String NONCE = "&nonce=aaaaaaaaaaaaaaaaaaaaaaaa";

  @TempDir private static Path folder;
  private static TwoRegistries registries;

  @BeforeAll
  static void start() throws IOException {
    registries = new TwoRegistries(folder);
  }

  @AfterAll
  static void stop() {
    registries.stop();
  }

  @Test
  void anAgentThatIsRevokedThereIsGoneHere() throws IOException {
    TestLeaf agent = registries.listedThere(RATES);
    TestLeaf secret = registries.listedThere("invoice.parse@1");
    registries.awaitFound(agent);
    JsonObject hit =
        registries.hits().stream()
            .filter(each -> each.getString("agent").equals(agent.id().toString()))
            .findFirst()
            .orElseThrow();
    assertThat(hit.getString("domain")).isEqualTo(EXPORTER);
    assertThat(Instant.parse(hit.getString("as_of"))).isAfter(Instant.now().minus(FRESHNESS));
    assertThat(hit.getJsonObject("match").getJsonArray("why")).isNotEmpty();
    assertThat(registries.search("*").body()).contains(agent.id().toString());
    Curled single = registries.read(hit.getString("id"));
    assertThat(single.json().getString("domain")).isEqualTo(EXPORTER);
    isKnownByItsOtherIdentifiers(hit.getString("id"), agent);
    verifiesAPage(secret);

    new Officer(registries.second, registries.secondWire()).revoke(agent);
    Instant revoked = Instant.now();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Machine.bound(GONE_WITHIN))
        .until(() -> !registries.finds(agent));
    Machine.report(
        "revoked in the other domain, gone here after",
        Duration.between(revoked, Instant.now()),
        GONE_WITHIN);
    assertThat(registries.read(hit.getString("id")).status()).isEqualTo(404);
    assertThat(registries.named(DNS).status()).isEqualTo(404);
    assertThat(registries.mirror(0).getString("state")).isEqualTo("open");
  }

  /** Officers of the other domain give it identifiers, and take one back. */
  private void isKnownByItsOtherIdentifiers(String id, TestLeaf agent) {
    for (String each : List.of(ANS, DNS)) {
      officerThere("identifier-add", id, each);
    }
    await().atMost(PATIENCE).until(() -> registries.named(DNS).status() == 200);
    JsonObject found = registries.named(ANS).json();
    assertThat(found.getString("id")).isEqualTo(id);
    assertThat(found.getString("domain")).isEqualTo(EXPORTER);
    assertThat(Instant.parse(found.getString("as_of"))).isAfter(Instant.now().minus(FRESHNESS));
    assertThat(found.getJsonArray("identifiers").getValuesAs(JsonObject.class))
        .extracting(each -> each.getString("shown") + " " + each.getString("identifier"))
        .containsExactly(
            "signed " + agent.id(), "assigned " + id, "configured " + ANS, "configured " + DNS);
    assertThat(registries.named(agent.id().toString()).json().getString("id")).isEqualTo(id);
    assertThat(registries.read(id).json().getJsonArray("identifiers")).hasSize(2);
    assertThat(
            OperatorCommand.run(registries.second, 0, "registry", "show", "--as", "auditor-1", id))
        .contains(ANS, DNS);

    officerThere("identifier-remove", ANS);
    Instant removed = Instant.now();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Machine.bound(GONE_WITHIN))
        .until(() -> registries.named(ANS).status() == 404);
    Machine.report(
        "an identifier removed in the other domain, gone here after",
        Duration.between(removed, Instant.now()),
        GONE_WITHIN);
    assertThat(registries.named(DNS).status()).isEqualTo(200);
  }

  private static void officerThere(String... command) {
    OperatorCommand.run(
        registries.second,
        0,
        Stream.concat(Stream.of("registry"), Stream.of(command)).toArray(String[]::new));
  }

  private void verifiesAPage(TestLeaf secret) throws IOException {
    assertThat(registries.export("?wait=PT0S").status()).isEqualTo(400);
    assertThat(registries.export("?after=x" + NONCE).status()).isEqualTo(400);
    Curled answer = registries.export("?wait=PT0S" + NONCE);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Path page = Files.writeString(folder.resolve("page.jwt"), answer.body());
    Path keys = folder.resolve("jwks.json");
    String root = registries.second.home().resolve("root.pem").toString();
    registries.curl("--cacert", root, "-o", keys.toString(), registries.keysThere().toString());
    NodeProgram jose = new NodeProgram("oauth", "export.mjs");
    Tool verified = jose.run(page.toString(), keys.toString(), EXPORTER, IMPORTER);
    assertThat(verified.exit()).as(verified.output()).isZero();
    JsonObject claims = StrictJson.object(verified.output().strip());
    assertThat(claims.getString("nonce")).isEqualTo(NONCE.substring("&nonce=".length()));
    assertThat(claims.getString("after")).isEmpty();
    assertThat(claims.getJsonArray("changes")).isNotEmpty();
    assertThat(claims.toString()).doesNotContain(secret.id().toString());
    assertThat(jose.run(page.toString(), keys.toString(), EXPORTER, "other.example").output())
        .startsWith("ERR_JWT_CLAIM_VALIDATION_FAILED");
  }

  /** Threat 50: the other domain is cut off, so nobody knows whom it has revoked. */
  @Test
  @Tag("long")
  void aDomainThatIsNotHeardOfIsClosedAndComesBackByItself() {
    TestLeaf agent = registries.listedThere(RATES);
    registries.awaitFound(agent);
    ProcessHandle exporter = ProcessHandle.of(registries.second.process("domain")).orElseThrow();
    PausedProcess.suspend(exporter);
    Instant cut = Instant.now();
    try {
      await("closed").atMost(FRESHNESS.plusSeconds(10)).until(() -> !registries.finds(agent));
      Machine.report(
          "a domain that is cut off is closed after",
          Duration.between(cut, Instant.now()),
          FRESHNESS);
      JsonObject state = registries.search("*").json().getJsonArray("domains").getJsonObject(1);
      assertThat(state.getString("state")).isEqualTo("not-heard");
      assertThat(registries.mirror(1).getString("refusal")).isNotEmpty();
    } finally {
      PausedProcess.resume(exporter);
    }
    registries.awaitFound(agent);
  }

  @Test
  @Tag("long")
  void aReaderThatIsKilledReadsOn() {
    TestLeaf goes = registries.listedThere(RATES);
    registries.awaitFound(goes);
    registries.first.kill("domain");
    new Officer(registries.second, registries.secondWire()).revoke(goes);
    TestLeaf comes = registries.listedThere(RATES);
    registries.first.restartAlone("domain");
    registries.awaitFound(comes);
    assertThat(registries.finds(goes)).isFalse();
  }

  @Test
  @Tag("long")
  void anAgreementEndsWithTheFileOfEitherSide() throws IOException {
    TestLeaf agent = registries.listedThere(RATES);
    registries.awaitFound(agent);
    registries.endHere();
    await().atMost(Duration.ofSeconds(30)).until(() -> registries.search(EXPORTER).status() == 400);
    assertThat(registries.search("*").body()).doesNotContain(agent.id().toString());
    registries.agreeHere();
    registries.awaitFound(agent);

    registries.endThere();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> registries.export("?wait=PT0S" + NONCE).status() >= 401);
    await().atMost(PATIENCE).until(() -> registries.hits().isEmpty());
    assertThat(registries.mirror(1).getString("refusal")).startsWith("export-status-40");
    registries.agreeThere();
    registries.awaitFound(agent);
  }
}
