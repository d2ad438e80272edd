package org.bailiwick.ars.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bailiwick.ars.agreement.TestAgreements.exports;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.agreement.TestAgreements;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.ars.identifier.IdentifierTable;
import org.bailiwick.ars.mirror.ForeignAgent;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportPagesTest {
  private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");

  private TestRegistry registry;
  private TestExports exports;
  private TestAgreements files;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    registry = new TestRegistry(folder);
    exports = new TestExports(registry);
    files = new TestAgreements(folder.resolve("registries"), registry.ca.domain());
    files.anchors(TestCa.create("partner.example", registry.clock));
    files.write("partner.example", exports("partner.example", "invoice.parse@1", ""));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void tellsWhatIsAgreedAndNothingElse() throws IOException {
    list("1", "parser", "invoice.parse@1?region=eu", "secret.keep@1");
    list("2", "other", "secret.keep@1");
    JsonObject page = page("");
    assertThat(page.getString("iss")).isEqualTo("bailiwick.example");
    assertThat(page.getString("aud")).isEqualTo("partner.example");
    assertThat(page.getString("after")).isEmpty();
    assertThat(page.getBoolean("more")).isFalse();
    assertThat(page.getJsonArray("changes")).hasSize(1);
    JsonObject agent = page.getJsonArray("changes").getJsonObject(0);
    assertThat(agent.getJsonArray("capabilities")).hasToString("[\"invoice.parse@1?region=eu\"]");
    assertThat(page.toString()).doesNotContain("secret");

    files.write(
        "partner.example",
        exports("partner.example", "invoice.parse@1", ", \"owners\": [\"Nobody\"]"));
    assertThat(page("").getJsonArray("changes")).isEmpty();
    files.write(
        "partner.example", exports("partner.example", "invoice.parse@1", ", \"tags\": [\"x\"]"));
    assertThat(page("").getJsonArray("changes")).isEmpty();
    files.write(
        "partner.example",
        exports("partner.example", "invoice.parse@1", ", \"segment\": \"none-of-it\""));
    assertThat(page("").getJsonArray("changes")).isEmpty();
  }

  /** The partner shall not learn that other agents exist, come and go. */
  @Test
  void aRemovalIsToldToWhoKnowsTheAgentAlone() {
    AgentRecord known = list("1", "parser", "invoice.parse@1");
    AgentRecord unknown = list("2", "other", "secret.keep@1");
    JsonObject first = page("");
    registry.end(known, AgentState.REVOKED);
    registry.end(unknown, AgentState.REVOKED);
    JsonObject next = page(first.getString("until"));
    assertThat(next.getString("after")).isEqualTo(first.getString("until"));
    assertThat(next.getJsonArray("changes"))
        .hasToString("[{\"id\":\"" + known.identifier() + "\",\"removed\":\"revoked\"}]");
    assertThat(page(first.getString("until")).getJsonArray("changes"))
        .as("a page whose answer was lost")
        .isEqualTo(next.getJsonArray("changes"));
  }

  /** Threat 50: the credential is known to be revoked before the record's listing has ended. */
  @Test
  void whatIsRevokedIsNotTold() {
    TestLeaf leaf = registry.ca.agent("parser", "invoice.parse@1");
    registry.list("1", leaf);
    registry.revoke(leaf);
    assertThat(page("").getJsonArray("changes")).isEmpty();
  }

  /** Threat 50: the exporter is cut off from its authority. */
  @Test
  void tellsNothingWhileRevocationsAreNotKnown() {
    registry.goStale();
    assertThatThrownBy(() -> page("")).isInstanceOf(ProblemException.class);
  }

  @Test
  void anotherAgreementAnotherIssuerOrAnotherProcessMeansAnotherEpoch() throws IOException {
    list("1", "parser", "invoice.parse@1");
    JsonObject first = page("");
    String until = first.getString("until");
    assertThat(exports.isBehind(agreement(), until)).isFalse();
    files.write("partner.example", exports("partner.example", "invoice.parse@1?region=eu", ""));
    assertThat(exports.isBehind(agreement(), until)).isTrue();
    JsonObject anew = page(until);
    assertThat(anew.getString("after")).isEmpty();
    assertThat(anew.getString("epoch")).isNotEqualTo(first.getString("epoch"));
    files.write("partner.example", exports("partner.example", "invoice.parse@1", ""));
    assertThat(page(until).getString("after")).isEqualTo(until);
    registry.changesAfterRestart().begin();
    assertThat(page(until).getString("after")).isEmpty();
  }

  @Test
  void manyAgentsAreToldInPagesThatFollowOneAnother() {
    AgentRecord one = list("1", "parser", "invoice.parse@1");
    registry.multiply(one, 1500);
    List<String> told = new ArrayList<>();
    String position = "";
    boolean more = true;
    int pages = 0;
    while (more) {
      JsonObject page = page(position);
      assertThat(page.getString("after")).isEqualTo(position);
      assertThat(page.getJsonArray("changes").size()).isLessThanOrEqualTo(200);
      names(page).forEach(told::add);
      position = page.getString("until");
      more = page.getBoolean("more");
      pages++;
    }
    assertThat(told).doesNotHaveDuplicates().hasSize(1501);
    assertThat(pages).isGreaterThan(7);
    assertThat(registry.count("exported_agent")).isEqualTo(1501);
  }

  @Test
  void identifiersAreToldWhileTheyCount() {
    AgentRecord agent = list("1", "parser", "invoice.parse@1");
    JsonObject first = page("");
    assertThat(told(first)).doesNotContainKey("identifiers");
    Instant end = registry.clock.instant().plusSeconds(60);
    give(agent, "did:web:parser.example", Shown.PROVED, Optional.of(end));
    assertThat(exports.isBehind(agreement(), first.getString("until"))).isTrue();
    give(agent, "dns:parser.example", Shown.CONFIGURED, Optional.empty());
    give(agent, "spiffe://third.example/agent/parser", Shown.CONFIGURED, Optional.empty());
    give(agent, "wimse://bailiwick.example/agent/parser", Shown.CONFIGURED, Optional.empty());
    JsonObject told = told(page(first.getString("until")));
    assertThat(told.getJsonArray("identifiers").getValuesAs(JsonObject.class))
        .extracting(each -> each.getString("identifier"))
        .containsExactly(
            "did:web:parser.example",
            "dns:parser.example",
            "wimse://bailiwick.example/agent/parser");
    assertThat(ForeignAgent.read(told, registry.ca.domain()).identifiers())
        .as("what the reader takes over")
        .hasSize(3);
    registry.clock.move(Duration.ofSeconds(60));
    assertThat(told(page("")).toString()).doesNotContain("did:web");
    String before = page("").getString("until");
    registry
        .changes()
        .commit(
            em -> {
              AgentChanges.raise(em, agent).orElseThrow();
              IdentifierTable.remove(
                  em, Identifier.parse("dns:parser.example"), agent.identifier());
            });
    assertThat(told(page(before)).toString()).doesNotContain("dns:");
    registry.run("update agent set owner = 'Another'");
    assertThat(told(page(""))).doesNotContainKey("identifiers");
  }

  /** A record may have 16,384 characters; then it goes without. */
  @Test
  void longIdentifiersAreNotTold() {
    AgentRecord agent = list("1", "parser", "invoice.parse@1");
    for (int each = 0; each < 9; each++) {
      give(
          agent,
          "https://parser.example/" + each + "x".repeat(2000),
          Shown.CONFIGURED,
          Optional.empty());
    }
    assertThat(told(page(""))).containsKey("agent").doesNotContainKey("identifiers");
  }

  private void give(AgentRecord agent, String text, Shown shown, Optional<Instant> until) {
    IdentifierTable.Claim claim =
        new IdentifierTable.Claim(
            Identifier.parse(text), agent.identifier(), agent.owner(), shown, until, "officer", "");
    registry
        .changes()
        .commit(
            em -> {
              AgentChanges.raise(em, agent).orElseThrow();
              IdentifierTable.add(em, claim, registry.clock.instant(), 64);
            });
  }

  private static JsonObject told(JsonObject page) {
    assertThat(page.getJsonArray("changes")).hasSize(1);
    return page.getJsonArray("changes").getJsonObject(0);
  }

  private static Stream<String> names(JsonObject page) {
    return page.getJsonArray("changes").getValuesAs(JsonObject.class).stream()
        .map(change -> change.getString("id"));
  }

  private AgentRecord list(String number, String name, String... capabilities) {
    return registry.list(number, registry.ca.agent(name, capabilities));
  }

  private Agreement agreement() {
    return files.agreements().find(PARTNER).orElseThrow();
  }

  private JsonObject page(String after) {
    return exports.page(agreement(), Optional.of(after).filter(text -> !text.isEmpty()));
  }
}
