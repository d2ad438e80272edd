package org.bailiwick.ars.transfer;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.ars.discovery.AgentViews;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.lifecycle.Heartbeats;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.ars.registration.AdmissionRules;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.outbound.address.AgentAddresses;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.tokenkeys.TokenKeys;

/** A registry with its export and import, and a disaster. */
final class TestTransfer implements AutoCloseable {
  static final String OFFICER = "spiffe://bailiwick.example/operator/officer/officer-1";

  final TestRegistry registry;
  final RecordPages pages;
  final VerifiedPeer auditor;
  private final List<TestCa> authorities = new ArrayList<>();
  private final TokenKeys keys =
      new TokenKeys(InMemorySigningKey.generate("token-signing", KeyShape.EC_P256));

  TestTransfer(Path folder) {
    registry = new TestRegistry(folder);
    authorities.add(registry.ca);
    auditor =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("auditor", "auditor-1").certificate());
    pages =
        new RecordPages(
            new RecordPages.Sources(
                new ChangedAgents(registry.freshReader()),
                registry.records(),
                new AgentViews(
                    new Descriptions(registry.reads()),
                    new AgentIdentifiers(registry.reads(), registry.clock),
                    new Heartbeats(registry.reads(), registry.writer(), registry.clock),
                    registry.clock)),
            URI.create("https://registry.example/ars"),
            () -> keys,
            PageTokens.ofAllNodes(registry.writer()),
            registry.clock);
  }

  /** An import at this moment, with at most so many listed agents of an owner. */
  RecordIntake intake(int quota) {
    TrustAnchors anchors =
        new TrustAnchors() {
          @Override
          public List<Anchor> anchors() {
            return authorities.stream()
                .map(ca -> new Anchor(ca.root(), ca.domain(), AnchorUse.AGENTS))
                .toList();
          }

          @Override
          public List<X509Certificate> intermediates() {
            return authorities.stream().map(TestCa::issuing).toList();
          }
        };
    return new RecordIntake(
        registry.changes(),
        registry.records(),
        new AdmissionRules(
            registry.gate(),
            new ArsSettings.Registration(quota, 100, 8192, AgentAddresses.withLoopback()),
            registry.clock),
        new CredentialProof(
            anchors,
            (certificate, anchor) ->
                anchors.intermediates().contains(certificate)
                    ? new RevocationState.Good()
                    : registry.status().stateOf(CredentialKey.of(certificate)),
            registry.clock),
        registry.status(),
        registry.clock);
  }

  /** The authority as it is now, since one issues all its credentials at the time of its making. */
  TestCa laterAuthority() {
    TestCa later = TestCa.create("bailiwick.example", registry.clock);
    authorities.add(later);
    return later;
  }

  /** The lines of all pages. */
  List<String> export() {
    List<String> lines = new ArrayList<>();
    RecordPages.Page page = pages.page(auditor, Optional.empty());
    lines.addAll(page.lines());
    while (page.next().isPresent()) {
      page = pages.page(auditor, page.next());
      lines.addAll(page.lines());
    }
    return lines;
  }

  /** The last line of each record, by the name of its agent. */
  static Map<String, JsonObject> last(List<String> lines) {
    Map<String, JsonObject> last = new LinkedHashMap<>();
    for (String line : lines) {
      JsonObject record = StrictJson.object(line);
      String agent = record.getString("agent");
      last.put(agent.substring(agent.lastIndexOf('/') + 1), record);
    }
    return last;
  }

  /** Brings a record as an officer, and says what became of it, with the check if there is one. */
  String bring(JsonObject record) {
    IntakeResult result = intake(10).take(OFFICER, record);
    return (result.outcome() + " " + result.check()).strip();
  }

  /** The record with another member. */
  static JsonObject with(JsonObject record, String name, String value) {
    return Json.createObjectBuilder(record).add(name, value).build();
  }

  /** The database is lost, but for the audit log. */
  void loseRecords() {
    for (String table :
        List.of(
            "agent_capability", "agent_history", "agent_description", "owner_agents", "agent")) {
      registry.run("delete from " + table);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
