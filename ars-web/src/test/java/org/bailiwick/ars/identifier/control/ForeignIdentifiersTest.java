package org.bailiwick.ars.identifier.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.agreement.TestAgreements;
import org.bailiwick.ars.mirror.ExportPage;
import org.bailiwick.ars.mirror.ForeignAgent;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which agent of partners' domains an identifier names, and who stands when several claim it. */
class ForeignIdentifiersTest {
  private static final String B = "b.example";
  private static final String C = "c.example";
  private static final String WEB = "did:web:rates.example";
  private static final String DNS = "dns:rates.example";

  private Path agreements;
  private TestRegistry registry;
  private TestIdentifiers all;
  private VerifiedPeer reader;
  private VerifiedPeer officer;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    agreements = folder;
    registry = new TestRegistry(folder);
    all = new TestIdentifiers(registry, url -> new byte[0], Set.of(), folder);
    TestLeaf leaf = registry.ca.agent("reader", "fx.rates@1");
    registry.list("1", leaf);
    reader = TestPeers.of(Kind.AGENT, leaf.certificate());
    officer = TestPeers.of(Kind.OPERATOR, registry.ca.operator("officer", "o").certificate());
    agree(B);
    agree(C);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void agree(String domain) throws IOException {
    Files.writeString(
        agreements.resolve(domain + ".json"), TestAgreements.imports(domain, "fx.rates@1", ""));
  }

  private void end(String domain) throws IOException {
    Files.delete(agreements.resolve(domain + ".json"));
    all.mirror.drop(domain, AuditEntry.of("mirror.dropped", Outcome.DONE, "", domain));
    all.freshness.changed();
  }

  private static String id(int number) {
    return TestRegistry.identifier("9" + number);
  }

  private ForeignAgent agent(String domain, int number, String... identifiers) {
    StringBuilder told = new StringBuilder();
    for (String each : identifiers) {
      told.append(told.isEmpty() ? "" : ",").append(each);
    }
    return ForeignAgent.read(
        StrictJson.object(
            """
            {"id":"%s","agent":"spiffe://%s/agent/a%d","owner":"Treasury",
             "capabilities":["fx.rates@1"],"locator":"https://rates.example/work",
             "validation_methods":["mtls"],"serial":"0a","expires_at":"2099-01-01T00:00:00Z",
             "identifiers":[%s]}
            """
                .formatted(id(number), domain, number, told)),
        TrustDomain.parse(domain));
  }

  private String configured(String text) {
    return "{\"identifier\":\"%s\",\"scheme\":\"%s\",\"shown\":\"configured\",\"since\":\"%s\"}"
        .formatted(text, Identifier.parse(text).scheme().text(), "2026-11-30T00:00:00Z");
  }

  private String proved(String text, Instant until) {
    return configured(text)
        .replace("configured", "proved")
        .replace("}", ",\"until\":\"" + until + "\"}");
  }

  private void begin(String domain, ForeignAgent... told) {
    take(domain, true, List.of(told), List.of());
  }

  private void take(String domain, boolean begins, List<ForeignAgent> told, List<String> removed) {
    all.mirror.take(
        all.mirror.state(TrustDomain.parse(domain)),
        new ExportPage(begins, "e.1", registry.clock.instant(), false, told, removed),
        1000);
    all.freshness.changed();
  }

  private JsonObject read(String identifier) {
    return all.reader.read(reader, Identifier.parse(identifier));
  }

  private void namesNobody(String identifier) {
    assertThatThrownBy(() -> read(identifier))
        .isInstanceOf(ProblemException.class)
        .extracting("check")
        .isEqualTo("agent-not-listed");
  }

  @Test
  void anAgentIsNamedByEachOfItsIdentifiers() {
    Instant end = registry.clock.instant().plusSeconds(40).truncatedTo(ChronoUnit.SECONDS);
    begin(B, agent(B, 1, proved(WEB, end), configured(DNS)));
    String name = "spiffe://b.example/agent/a1";
    for (String each : List.of(WEB, DNS, name, id(1))) {
      JsonObject answer = read(each);
      assertThat(answer.getString("identifier")).isEqualTo(each);
      assertThat(answer.getString("id")).isEqualTo(id(1));
      assertThat(answer.getString("agent")).isEqualTo(name);
      assertThat(answer.getString("domain")).isEqualTo(B);
      assertThat(answer.getString("as_of")).isNotEmpty();
      assertThat(answer.getJsonArray("identifiers").getValuesAs(JsonObject.class))
          .extracting(i -> i.getString("shown") + " " + i.getString("identifier"))
          .containsExactly(
              "signed " + name, "assigned " + id(1), "proved " + WEB, "configured " + DNS);
    }
    registry.clock.move(Duration.ofSeconds(41));
    namesNobody(WEB);
    assertThat(read(DNS).toString()).as("the proof is over").doesNotContain(WEB);
    all.elapsed.addAndGet(Duration.ofSeconds(61).toNanos());
    namesNobody(DNS);
    assertThat(read(name).getString("registry")).as("not heard of").isNotEmpty();
  }

  @Test
  void whatTheirRegistryTakesBackIsGone() {
    begin(B, agent(B, 1, configured(WEB), configured(DNS)), agent(B, 2));
    take(B, false, List.of(agent(B, 1, configured(DNS))), List.of());
    namesNobody(WEB);
    take(B, false, List.of(agent(B, 1), agent(B, 2, configured(DNS))), List.of());
    assertThat(read(DNS).getString("id")).as("given to another").isEqualTo(id(2));
    take(B, false, List.of(agent(B, 1, configured(DNS))), List.of(id(2)));
    assertThat(read(DNS).getString("id")).as("and back").isEqualTo(id(1));
    take(B, false, List.of(), List.of(id(1)));
    namesNobody(DNS);
    assertThat(registry.count("foreign_identifier")).isZero();
  }

  @Test
  void whatANewReadingDoesNotTellIsGone() {
    begin(B, agent(B, 1, configured(WEB)), agent(B, 2, configured(DNS)));
    begin(B, agent(B, 1, configured(WEB)));
    namesNobody(DNS);
    all.mirror.sweep(all.mirror.state(TrustDomain.parse(B)));
    assertThat(read(WEB).getString("id")).isEqualTo(id(1));
    assertThat(registry.count("foreign_identifier")).isEqualTo(2);
  }

  @Test
  void ofTwoDomainsTheFirstStandsAsLongAsItClaimsIt() throws IOException {
    begin(B, agent(B, 1, configured(WEB)));
    begin(C, agent(C, 2, configured(WEB), configured(DNS)));
    assertThat(read(WEB).getString("domain")).isEqualTo(B);
    assertThat(held()).containsExactly(C + " " + WEB);
    begin(C, agent(C, 2, configured(WEB), configured(DNS)));
    begin(B, agent(B, 1, configured(WEB)));
    assertThat(read(WEB).getString("domain")).as("after new readings").isEqualTo(B);
    assertThat(held()).as("said once").hasSize(1);
    take(B, true, List.of(), List.of());
    namesNobody(WEB); // the agent's old row still holds it, until the sweep
    all.mirror.sweep(all.mirror.state(TrustDomain.parse(B)));
    assertThat(read(WEB).getString("domain")).isEqualTo(C);
    begin(B, agent(B, 1, configured(WEB)));
    assertThat(read(WEB).getString("domain")).as("who comes back comes last").isEqualTo(C);
    end(C);
    assertThat(read(WEB).getString("domain")).isEqualTo(B);
    end(B);
    namesNobody(WEB);
    assertThat(registry.count("foreign_identifier")).isZero();
  }

  /**
   * Otherwise the second domain would have the identifier whenever it can cut the first one off.
   */
  @Test
  void aDomainThatIsClosedKeepsItsIdentifiers() {
    begin(B, agent(B, 1, configured(WEB)));
    begin(C, agent(C, 2, configured(WEB)));
    all.mirror.close(TrustDomain.parse(B));
    all.freshness.changed();
    namesNobody(WEB);
  }

  @Test
  void anOwnAgentStandsBeforeAll() {
    begin(B, agent(B, 1, configured(WEB)));
    all.changes.configure(
        officer,
        new IdentifierRequest(
            Identifier.parse(WEB), Optional.of(TestRegistry.identifier("1")), Optional.empty()));
    assertThat(read(WEB).getString("id")).isEqualTo(TestRegistry.identifier("1"));
    assertThat(read(WEB)).doesNotContainKey("domain");
    begin(C, agent(C, 2, configured(WEB), configured(TestRegistry.identifier("1"))));
    assertThat(read(TestRegistry.identifier("1")).getString("agent"))
        .isEqualTo(reader.id().toString());
    assertThat(registry.audit())
        .filteredOn(row -> row.event().equals("mirror.identifiers-held"))
        .singleElement()
        .satisfies(row -> assertThat(row.subject()).isEqualTo(C));
  }

  @Test
  void whatOneRegistryAssignedIsNoOthersToTell() {
    begin(C, agent(C, 2, configured(id(1))));
    assertThat(read(id(1)).getString("domain")).isEqualTo(C);
    begin(B, agent(B, 1));
    assertThat(read(id(1)).getString("domain")).isEqualTo(B);
  }

  private List<String> held() {
    return registry.audit().stream()
        .filter(row -> row.event().equals("mirror.identifiers-held"))
        .map(row -> row.subject() + " " + row.resource())
        .toList();
  }
}
