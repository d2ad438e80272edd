package org.bailiwick.ars.identifier.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.ars.identifier.IdentifierTable;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.identifier.DidKey;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets which identifier, by what, and when it goes (R26). */
class IdentifierChangesTest {
  private static final String ONE = TestRegistry.identifier("1");
  private static final String TWO = TestRegistry.identifier("2");
  private static final String WEB = "did:web:rates.example";
  private static final String ANS = "ans://v1.0.0.rates.example";

  private final Map<String, String> documents = new HashMap<>();
  private final KeyPair pair = TestKeys.ed25519();
  private final String key = DidKey.of(pair.getPublic()).orElseThrow();
  private Path agreements;
  private TestRegistry registry;
  private TestIdentifiers all;
  private IdentifierChanges changes;
  private VerifiedPeer one;
  private VerifiedPeer two;
  private VerifiedPeer officer;
  private AgentRecord record;

  @BeforeEach
  void open(@TempDir Path folder) {
    agreements = folder;
    registry = new TestRegistry(folder);
    all = new TestIdentifiers(registry, this::document, Set.of(), folder);
    changes = all.changes;
    TestLeaf first = registry.ca.agent("one", "fx.rates@1");
    record = registry.list("1", first);
    one = TestPeers.of(Kind.AGENT, first.certificate());
    TestLeaf second = registry.ca.agent("two", "fx.rates@1");
    registry.list("2", second);
    two = TestPeers.of(Kind.AGENT, second.certificate());
    officer =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("officer", "officer-1").certificate());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private byte[] document(URI url) {
    return Optional.ofNullable(documents.get(url.toString()))
        .orElseThrow()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static IdentifierRequest with(String identifier, String proof) {
    return new IdentifierRequest(
        Identifier.parse(identifier), Optional.empty(), Optional.ofNullable(proof));
  }

  private JsonObject challenge(VerifiedPeer peer, String id) {
    return changes.challenge(peer, id, Identifier.parse(key));
  }

  private String signed(VerifiedPeer peer, String id) {
    return TestProof.of(challenge(peer, id), registry.clock.instant()).ed25519(pair);
  }

  private List<String> texts(String id) {
    return all.identifiers.of(List.of(id)).get(id).stream().map(AgentIdentifier::text).toList();
  }

  private void configure(String agent, String identifier) {
    changes.configure(
        officer,
        new IdentifierRequest(Identifier.parse(identifier), Optional.of(agent), Optional.empty()));
  }

  @Test
  void theKeysHolderProvesItAndEverybodyIsToldHow() {
    changes.prove(one, ONE, with(key, signed(one, ONE)));
    configure(ONE, ANS);

    for (String each : List.of(key, ANS, ONE, one.id().toString())) {
      JsonObject answer = all.reader.read(two, Identifier.parse(each));
      assertThat(answer.getString("identifier")).isEqualTo(each);
      assertThat(answer.getString("agent")).isEqualTo(one.id().toString());
      assertThat(answer.getString("id")).isEqualTo(ONE);
      assertThat(answer.getJsonArray("identifiers").getValuesAs(JsonObject.class))
          .extracting(i -> i.getString("identifier") + " " + i.getString("shown"))
          .containsExactly(
              one.id() + " signed", ONE + " assigned", ANS + " configured", key + " proved");
    }
    assertThat(registry.audit())
        .extracting(AuditRow::event)
        .contains("identify.decided", "identifier.proved", "identifier.configured");
  }

  @Test
  void aProofCountsForOneAgentOneRegistryAndOnce() {
    String spent = signed(one, ONE);
    changes.prove(one, ONE, with(key, spent));
    refuses("identifier-nonce-spent", () -> changes.prove(one, ONE, with(key, spent)));
    String ofTwo = signed(two, TWO);
    refuses("identifier-proof-subject", () -> changes.prove(one, ONE, with(key, ofTwo)));
    JsonObject challenge = challenge(one, ONE);
    String elsewhere =
        TestProof.of(challenge, registry.clock.instant())
            .claim("aud", "https://other.example/ars")
            .ed25519(pair);
    refuses("identifier-proof-audience", () -> changes.prove(one, ONE, with(key, elsewhere)));
    String borrowed =
        TestProof.of(challenge(two, TWO), registry.clock.instant())
            .claim("sub", one.id().toString())
            .ed25519(pair);
    refuses("identifier-nonce", () -> changes.prove(one, ONE, with(key, borrowed)));
    String otherType =
        TestProof.of(challenge, registry.clock.instant()).header("typ", "wpt+jwt").ed25519(pair);
    refuses("identifier-proof-type", () -> changes.prove(one, ONE, with(key, otherType)));
    String otherKey = TestProof.of(challenge, registry.clock.instant()).ed25519(TestKeys.ed25519());
    refuses("identifier-proof-signature", () -> changes.prove(one, ONE, with(key, otherKey)));
    String otherAlgorithm = TestProof.of(challenge, registry.clock.instant()).es256(TestKeys.ec());
    refuses("identifier-proof-signature", () -> changes.prove(one, ONE, with(key, otherAlgorithm)));
    refuses("identifier-proof-format", () -> changes.prove(one, ONE, with(key, "a.b.c")));
    refuses("identifier-proof-missing", () -> changes.prove(one, ONE, with(key, null)));
    String late = TestProof.of(challenge, registry.clock.instant()).ed25519(pair);
    registry.clock.move(Duration.ofMinutes(11));
    refuses("identifier-proof-too-old", () -> changes.prove(one, ONE, with(key, late)));
  }

  @Test
  void noAgentProvesForAnotherAndNoOneButAnOfficerConfigures() {
    for (String another : List.of(TWO, TestRegistry.identifier("9"))) {
      refuses("agent-not-listed", () -> challenge(one, another));
      refuses("agent-not-listed", () -> changes.prove(one, another, with(WEB, null)));
      refuses("agent-not-listed", () -> changes.remove(one, another, Identifier.parse(WEB)));
    }
    VerifiedPeer auditor =
        TestPeers.of(Kind.OPERATOR, registry.ca.operator("auditor", "a").certificate());
    IdentifierRequest request =
        new IdentifierRequest(Identifier.parse(ANS), Optional.of(ONE), Optional.empty());
    refuses("wrong-operator-role", () -> changes.configure(auditor, request));
    refuses("identifier-not-provable", () -> changes.prove(one, ONE, with("wimse://a.b/c", null)));
    refuses(
        "identifier-not-signed", () -> changes.challenge(one, ONE, Identifier.parse("dns:a.b")));
  }

  @Test
  void oneIdentifierBelongsToOneAgent() {
    changes.prove(one, ONE, with(key, signed(one, ONE)));
    refuses("identifier-held", () -> changes.prove(two, TWO, with(key, signed(two, TWO))));
    refuses("identifier-held", () -> configure(TWO, key));
    registry.clock.move(TestIdentifiers.AGE);
    assertThat(texts(ONE)).doesNotContain(key); // its proof is over
    refuses("agent-not-listed", () -> all.reader.read(two, Identifier.parse(key)));
    changes.prove(two, TWO, with(key, signed(two, TWO)));
    assertThat(texts(TWO)).contains(key);
    assertThat(registry.count("agent_identifier")).isEqualTo(1);
  }

  @Test
  void whatAnOfficerConfiguredStaysConfigured() {
    configure(ONE, key);
    changes.prove(one, ONE, with(key, signed(one, ONE)));
    assertThat(all.identifiers.of(List.of(ONE)).get(ONE))
        .filteredOn(each -> each.text().equals(key))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.shown()).isEqualTo(Shown.CONFIGURED);
              assertThat(each.until()).isEmpty();
            });
  }

  @Test
  void anAgentHasNoMoreThanItsQuota() {
    for (int each = 0; each < TestIdentifiers.MOST; each++) {
      configure(ONE, "dns:a" + each + ".example");
    }
    refuses("agent-identifiers-quota", () -> configure(ONE, "dns:b.example"));
    configure(ONE, "dns:a0.example"); // again is no more
    changes.remove(officer, Identifier.parse("dns:a0.example"));
    configure(ONE, "dns:b.example");
    assertThat(texts(ONE)).hasSize(2 + TestIdentifiers.MOST);
  }

  @Test
  void identifiersEndWithTheirAgentAndAreHiddenWhileItIs() {
    configure(ONE, WEB);
    registry
        .changes()
        .commit(
            em ->
                AgentChanges.quarantine(
                    em, ONE, registry.clock.instant(), Cause.of(Reason.QUARANTINED)));
    refuses("agent-not-listed", () -> all.reader.read(two, Identifier.parse(WEB)));
    assertThat(all.reader.read(officer, Identifier.parse(WEB)).getString("id")).isEqualTo(ONE);
    refuses("agent-not-listed", () -> configure(ONE, ANS));
    refuses("identifier-held", () -> configure(TWO, WEB));
    registry.end(record, AgentState.REVOKED);
    assertThat(registry.count("agent_identifier")).isZero();
    configure(TWO, WEB);
  }

  @Test
  void anExpiredAgentKeepsItsIdentifiersForAWhile() {
    configure(ONE, WEB);
    registry.clock.move(
        Duration.between(registry.clock.instant(), record.credential().notAfter()).plusDays(1));
    registry.end(record, AgentState.EXPIRED);
    refuses("agent-not-listed", () -> all.reader.read(officer, Identifier.parse("dns:a.b")));
    assertThat(texts(ONE)).contains(WEB);
    IdentifierTable.Claim claim =
        new IdentifierTable.Claim(
            Identifier.parse(WEB),
            TWO,
            record.owner(),
            Shown.CONFIGURED,
            Optional.empty(),
            "officer",
            "");
    refuses("identifier-held", () -> add(claim));
    registry.clock.move(Duration.ofDays(7));
    add(claim);
    assertThat(texts(ONE)).doesNotContain(WEB);
  }

  private void add(IdentifierTable.Claim claim) {
    registry.changes().commit(em -> IdentifierTable.add(em, claim, registry.clock.instant(), 3));
  }

  @Test
  void oneOwnersIdentifiersAreNotAnothers() {
    configure(ONE, WEB);
    registry.run("update agent set owner = 'Another' where agent_id = '" + ONE + "'");
    assertThat(texts(ONE)).doesNotContain(WEB);
    configure(TWO, WEB);
  }

  @Test
  void whatIsRemovedAndAddedInOneTransactionIsThere() {
    configure(ONE, WEB);
    IdentifierTable.Claim claim =
        new IdentifierTable.Claim(
            Identifier.parse(WEB),
            TWO,
            record.owner(),
            Shown.CONFIGURED,
            Optional.empty(),
            "officer",
            "");
    registry
        .changes()
        .commit(
            em -> {
              assertThat(IdentifierTable.remove(em, Identifier.parse(WEB), ONE)).isTrue();
              assertThat(IdentifierTable.remove(em, Identifier.parse(WEB), ONE)).isFalse();
              IdentifierTable.add(em, claim, registry.clock.instant(), 3);
            });
    assertThat(texts(TWO)).contains(WEB);
    changes.remove(two, TWO, Identifier.parse(WEB));
    assertThat(texts(TWO)).doesNotContain(WEB);
    refuses("identifier-unknown", () -> changes.remove(two, TWO, Identifier.parse(WEB)));
    refuses("identifier-unknown", () -> changes.remove(officer, Identifier.parse(WEB)));
  }

  @Test
  void namesOfThisAndOfPartnersDomainsAreNotConfigured() throws IOException {
    refuses("identifier-of-domain", () -> configure(ONE, two.id().toString()));
    refuses("identifier-of-domain", () -> configure(ONE, TWO));
    refuses("identifier-of-domain", () -> configure(ONE, "wimse://bailiwick.example/agent/two"));
    configure(ONE, "wimse://bailiwick.example/agent/one");
    configure(ONE, "spiffe://elsewhere.example/agent/one");
    agree("partner.example", "{\"trust_domain\":\"partner.example\",\"registry\":\"%s\"}");
    refuses("identifier-of-partner", () -> configure(ONE, "spiffe://partner.example/agent/one"));
  }

  private void agree(String domain, String text) throws IOException {
    Files.writeString(
        agreements.resolve(domain + ".json"), text.formatted("https://ars.partner.example/ars"));
  }

  @Test
  void anIdentifierOfAnotherDomainIsAnsweredByItsRegistryOrNotAtAll() throws IOException {
    Identifier foreign = Identifier.parse("spiffe://partner.example/agent/buyer");
    refuses("agent-not-listed", () -> all.reader.read(two, foreign));
    for (String unusable :
        List.of(
            "{\"trust_domain\":\"other.example\",\"registry\":\"%s\"}",
            "{\"trust_domain\":\"partner.example\",\"registry\":\"http://a.example\"}",
            "{\"trust_domain\":\"partner.example\"}",
            "[]")) {
      agree("partner.example", unusable);
      refuses("agent-not-listed", () -> all.reader.read(two, foreign));
    }
    agree("partner.example", "{\"trust_domain\":\"partner.example\",\"registry\":\"%s\"}");
    assertThat(all.reader.read(two, foreign).toString())
        .isEqualTo(
            "{\"identifier\":\"spiffe://partner.example/agent/buyer\",\"domain\":"
                + "\"partner.example\",\"registry\":\"https://ars.partner.example/ars\"}");
    Files.delete(agreements.resolve("partner.example.json"));
    refuses("agent-not-listed", () -> all.reader.read(two, foreign));
    refuses(
        "agent-not-listed",
        () -> all.reader.read(two, Identifier.parse("ans://v1.0.0.x.partner.example")));
  }

  @Test
  void nothingIsAnsweredWhileRevocationsAreNotKnown() {
    configure(ONE, WEB);
    registry.goStale();
    assertThatThrownBy(() -> all.reader.read(two, Identifier.parse(WEB)))
        .isInstanceOf(ProblemException.class);
  }

  static void refuses(String check, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }
}
