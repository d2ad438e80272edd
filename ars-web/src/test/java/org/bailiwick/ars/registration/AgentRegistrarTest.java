package org.bailiwick.ars.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.records.AgentChanges.Outcome;
import org.bailiwick.ars.records.AgentChanges.Registered;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.Revision;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.outbound.address.AgentAddresses;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentRegistrarTest {
  private static final String CAPABILITY = "invoice.parse@1";

  private TestRegistry registry;
  private AgentRegistrar registrar;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    registrar = registrar(new ArsSettings.Registration(2, 3, 1024, AgentAddresses.withLoopback()));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  /** The signed heads reveal that the database is an old copy. */
  @Test
  void registersNothingOnAnOlderDatabaseUntilAnOfficerAcceptsTheGap() {
    TestLeaf known = registry.ca.agent("known", CAPABILITY);
    Registered before = register(known);
    long rows = registry.audit().size();
    register(registry.ca.agent("lost", CAPABILITY));
    registry.records.keep();
    registry.loseRows(rows);
    registry.records.keep();
    assertThat(registry.records.fault().orElseThrow()).contains("lacks row " + (rows + 2));
    assertThatThrownBy(() -> register(registry.ca.agent("next", CAPABILITY)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
              assertThat(e.check()).isEqualTo("records-incomplete");
            });
    VerifiedPeer holder = TestPeers.of(Kind.AGENT, known.certificate());
    registrar.withdraw(holder, before.record());

    registry.records.acceptGap("spiffe://bailiwick.example/operator/officer/o", "restored");
    assertThat(register(registry.ca.agent("next", CAPABILITY)).outcome())
        .isEqualTo(Outcome.CREATED);
  }

  @Test
  void storesTheSignedAttributesUnderANewIdentifier() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY, "rates.find@2?base=eur");
    Registered registered = register(leaf);
    assertThat(registered.outcome()).isEqualTo(Outcome.CREATED);
    assertThat(registered.record().identifier()).startsWith("urn:uuid:");
    assertThat(registry.records().find(registered.record().identifier()))
        .hasValueSatisfying(
            record -> {
              assertThat(record).isEqualTo(registered.record());
              assertThat(record.agent()).hasToString("spiffe://bailiwick.example/agent/reader");
              assertThat(record.capabilities().scope())
                  .isEqualTo("invoice.parse@1 rates.find@2?base=eur");
              assertThat(record.credential().sha256()).isEqualTo(Pem.sha256(leaf.certificate()));
              assertThat(record.state()).isEqualTo(AgentState.LISTED);
            });
    assertThat(registry.audit())
        .extracting(AuditRow::event)
        .containsExactly("register.decided", "agent.registered");
  }

  @Test
  void isAnsweredWhenDecisionAndRecordAreDurableAndNotBefore() throws Exception {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    Registered registered = registry.commits.comesAfterCommit(() -> register(leaf));
    assertThat(registry.records().find(registered.record().identifier())).isPresent();
    assertThat(registry.audit().getFirst().details())
        .contains("\"policies\":\"register-exact-claim\"");
  }

  @Test
  void theRoleThatAnswersForTheAgentIsItsGroup() {
    AgentInformation of = registry.ca.information(CAPABILITY);
    register(
        registry.ca.agent(
            "reader",
            new AgentInformation(
                of.owner(),
                of.capabilities(),
                of.locator(),
                of.validationMethods(),
                new Principal(Principal.Kind.ROLE, "https://id.bailiwick.example", "payables"),
                of.attestation())));
    assertThat(registry.audit().getFirst().details())
        .contains("subject_in")
        .contains("https://id.bailiwick.example#payables");
  }

  @Test
  void sameCredentialAgainChangesNothing() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    Registered first = register(leaf);
    Revision revision = registry.records().revision();
    Registered second = register(leaf);
    assertThat(second.outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(second.record()).isEqualTo(first.record());
    assertThat(registry.records().revision()).isEqualTo(revision);
  }

  @Test
  void registrationsOfOneAgentThatComeAtOnceAreOneRecord() throws Exception {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    List<Registered> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(30)) {
      Callable<Registered> one = () -> register(leaf);
      for (Future<Registered> each : threads.invokeAll(Collections.nCopies(30, one))) {
        all.add(each.get());
      }
    }
    assertThat(all)
        .extracting(each -> each.record().identifier())
        .containsOnly(all.getFirst().record().identifier());
    assertThat(all).filteredOn(each -> each.outcome() == Outcome.CREATED).hasSize(1);
  }

  @Test
  void renewedCredentialKeepsTheIdentifierAndReplacesTheAttributes() {
    Registered first = register(registry.ca.agent("reader", CAPABILITY, "old.thing@1"));
    Registered second = register(laterCa().agent("reader", CAPABILITY, "new.thing@1"));
    assertThat(second.outcome()).isEqualTo(Outcome.RENEWED);
    assertThat(second.record().identifier()).isEqualTo(first.record().identifier());
    assertThat(registry.records().find(first.record().identifier()).orElseThrow().capabilities())
        .hasToString("invoice.parse@1 new.thing@1");
  }

  @Test
  void credentialThatWasReplacedIsRefused() {
    TestLeaf old = registry.ca.agent("reader", CAPABILITY);
    register(old);
    Registered renewed = register(laterCa().agent("reader", CAPABILITY));
    assertRefused(
        () -> register(old), ProblemType.AGENT_ALREADY_REGISTERED, "credential-superseded");
    assertThat(registry.records().find(renewed.record().identifier()).orElseThrow())
        .isEqualTo(renewed.record());
  }

  @Test
  void claimThatDiffersIsRefusedNamedAndAudited() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    RegistrationRequest more = claims(leaf).capabilities(CAPABILITY, "ledger.post@1");
    assertRefused(
        () -> registrar.register(peer(leaf), more.claim()),
        ProblemType.ATTRIBUTE_MISMATCH,
        "attribute-mismatch");
    assertThatThrownBy(() -> registrar.register(peer(leaf), more.claim()))
        .hasMessageContaining("capabilities");
    assertNothingStored();
    AuditRow denial = registry.audit().getFirst();
    assertThat(denial.outcome()).isEqualTo(AuditEntry.Outcome.DENIED);
    assertThat(denial.check()).isEqualTo("attribute-mismatch");
    assertThat(denial.subject()).isEqualTo("spiffe://bailiwick.example/agent/reader");
  }

  /** An agent uses its own valid credential with the claim of another agent. */
  @Test
  void credentialOfOneAgentDoesNotRegisterAnother() {
    TestLeaf reader = registry.ca.agent("reader", CAPABILITY);
    RegistrationRequest writer = claims(registry.ca.agent("writer", CAPABILITY)).request();
    assertRefused(
        () -> registrar.register(peer(reader), writer.claim()),
        ProblemType.ATTRIBUTE_MISMATCH,
        "attribute-mismatch");
    assertNothingStored();
  }

  @Test
  void credentialThatDoesNotAllowMtlsIsRefused() {
    AgentInformation plain = registry.ca.information(CAPABILITY);
    TestLeaf leaf =
        registry.ca.agent(
            "reader",
            new AgentInformation(
                plain.owner(),
                plain.capabilities(),
                plain.locator(),
                new TreeSet<>(Set.of(ValidationMethod.JWT)),
                plain.principal(),
                plain.attestation()));
    assertRefused(() -> register(leaf), ProblemType.POLICY_DENIED, "validation-method-not-allowed");
  }

  @Test
  void nodeOfTheDomainIsNoAgent() {
    TestLeaf node = registry.ca.nodeServer("domain");
    RegistrationRequest claim = claims(registry.ca.agent("reader", CAPABILITY)).request();
    assertRefused(
        () -> registrar.register(peer(node), claim.claim()),
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "agent-credential-shape");
  }

  /** The credential is revoked between the peer filter and the commit. */
  @Test
  void credentialRevokedMeanwhileIsNotStored() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    registry.revoke(leaf);
    assertRefused(
        () -> register(leaf), ProblemType.CREDENTIAL_REVOKED, "credential-revoked-meanwhile");
    assertNothingStored();
  }

  /** The node receives no revocation data from the authority. */
  @Test
  void nothingIsStoredWhileTheStatusIsStale() {
    registry.goStale();
    assertRefused(
        () -> register(registry.ca.agent("reader", CAPABILITY)),
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "revocation-status-stale");
    assertNothingStored();
  }

  @Test
  void agentWithdrawsAndComesBackUnderTheSameIdentifier() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    Registered first = register(leaf);
    registrar.withdraw(peer(leaf), first.record());
    assertThat(registry.records().find(first.record().identifier()).orElseThrow().state())
        .isEqualTo(AgentState.WITHDRAWN);
    Registered again = register(leaf);
    assertThat(again.outcome()).isEqualTo(Outcome.RENEWED);
    assertThat(again.record().identifier()).isEqualTo(first.record().identifier());
    assertThat(again.record().state()).isEqualTo(AgentState.LISTED);
  }

  @Test
  void onlyItselfOrAnOfficerWithdrawsAnAgent() {
    Registered reader = register(registry.ca.agent("reader", CAPABILITY));
    TestLeaf writer = registry.ca.agent("writer", CAPABILITY);
    assertRefused(
        () -> registrar.withdraw(peer(writer), reader.record()),
        ProblemType.AGENT_UNKNOWN,
        "agent-not-listed");
    assertThat(registry.audit()).extracting(AuditRow::check).contains("not-own-record");
    TestLeaf auditor = registry.ca.operator("auditor", "a1");
    assertRefused(
        () ->
            registrar.withdraw(TestPeers.of(Kind.OPERATOR, auditor.certificate()), reader.record()),
        ProblemType.POLICY_DENIED,
        "no-policy-permits");
    TestLeaf officer = registry.ca.operator("officer", "o1");
    registrar.withdraw(TestPeers.of(Kind.OPERATOR, officer.certificate()), reader.record());
    assertThat(registry.records().find(reader.record().identifier()).orElseThrow().state())
        .isEqualTo(AgentState.WITHDRAWN);
  }

  /** Withdrawing an agent, and nothing else, makes room for another of its owner. */
  @Test
  void oneOwnerHasNoMoreListedAgentsThanItsQuota() {
    TestLeaf first = registry.ca.agent("first", CAPABILITY);
    Registered listed = register(first);
    register(registry.ca.agent("second", CAPABILITY));
    TestLeaf third = registry.ca.agent("third", CAPABILITY);
    assertRefused(() -> register(third), ProblemType.POLICY_DENIED, "owner-agents-quota");
    assertThat(register(first).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(register(laterCa().agent("first", CAPABILITY)).outcome()).isEqualTo(Outcome.RENEWED);
    registrar.withdraw(peer(first), registry.records().find(listed.record().identifier()).get());
    assertThat(register(third).outcome()).isEqualTo(Outcome.CREATED);
    TestLeaf again = laterCa().agent("first", CAPABILITY);
    assertRefused(() -> register(again), ProblemType.POLICY_DENIED, "owner-agents-quota");
  }

  @Test
  void aRegistrationThatIsTooLargeIsRefused() {
    TestLeaf many = registry.ca.agent("many", "a.b@1", "a.b@2", "a.b@3", "a.b@4");
    assertRefused(() -> register(many), ProblemType.REQUEST_TOO_LARGE, "registration-capabilities");
    String[] members = {"a.b@1", "a.b@2?x=", "a.b@3?x="};
    members[1] += "y".repeat(180);
    members[2] += "y".repeat(180);
    assertThat(register(registry.ca.agent("long", members)).outcome()).isEqualTo(Outcome.CREATED);
    registrar = registrar(new ArsSettings.Registration(2, 3, 400, AgentAddresses.withLoopback()));
    assertRefused(
        () -> register(registry.ca.agent("long", members)),
        ProblemType.REQUEST_TOO_LARGE,
        "registration-size");
  }

  /** The locator of the test's credentials is at 127.0.0.1. */
  @Test
  void aLocatorOfTheMachineItselfIsRefusedUnlessItIsAllowed() {
    registrar =
        registrar(new ArsSettings.Registration(2, 3, 1024, AgentAddresses.withoutLoopback()));
    assertRefused(
        () -> register(registry.ca.agent("reader", CAPABILITY)),
        ProblemType.POLICY_DENIED,
        "locator-address");
    assertNothingStored();
  }

  private AgentRegistrar registrar(ArsSettings.Registration bounds) {
    return new AgentRegistrar(
        registry.gate(),
        registry.changes(),
        registry.status(),
        new ArsSettings(null, Duration.ofSeconds(5), bounds, Optional.empty()),
        registry.clock);
  }

  private TestCa laterCa() {
    registry.clock.move(Duration.ofHours(1));
    return TestCa.create("bailiwick.example", registry.clock);
  }

  private Registered register(TestLeaf leaf) {
    return registrar.register(peer(leaf), claims(leaf).request().claim());
  }

  private static VerifiedPeer peer(TestLeaf leaf) {
    return TestPeers.of(Kind.AGENT, leaf.certificate());
  }

  private static Claims claims(TestLeaf leaf) {
    return Claims.of(AgentCredential.read(leaf.certificate()));
  }

  private void assertNothingStored() {
    assertThat(registry.records().credentials(0, registry.clock.instant(), 10)).isEmpty();
  }

  private static void assertRefused(ThrowingCallable call, ProblemType type, String check) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(type);
              assertThat(e.check()).isEqualTo(check);
            });
  }
}
