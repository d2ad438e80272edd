package org.bailiwick.master.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.appraisal.Appraisals;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFact;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.risk.Risks;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.decision.AgentEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.decision.TimeFacts;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.segment.SegmentPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the domain adds to a question, and what is absent where it knows nothing. */
class DecisionFactsTest {
  private static final Entity JOBS = new Entity("Service", "jobs", Map.of("name", "jobs"));

  @TempDir Path folder;
  private MasterRig rig;
  private ReportedFacts reported;
  private DecisionFacts facts;
  private TestLeaf planner;
  private final AtomicReference<Optional<SegmentPlan>> plan =
      new AtomicReference<>(Optional.empty());

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reported = new ReportedFacts(rig.store(), rig.writer, rig.clock);
    facts =
        new DecisionFacts(
            new DecisionFacts.Parts(
                rig.inventory,
                rig.personSessions,
                new Risks(reported),
                new Appraisals(
                    rig.partners(),
                    reported,
                    new GuardedFetch(FetchSettings.of(Set.of())),
                    MasterRig.ISSUER,
                    rig.clock),
                TestKnowledge.of(rig, new Risks(reported), plan::get)),
            rig.ca.domain(),
            rig.clock);
    planner = rig.ca.agent("planner", "plan.make@1");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Entity of(TestLeaf leaf, boolean foreign) {
    return AgentEntity.of(leaf.id(), foreign, leaf.certificate(), rig.clock.instant());
  }

  private AccessRequest admit(Entity subject) {
    return facts.apply(new AccessRequest(subject, Action.ADMIT, JOBS, Map.of()));
  }

  private Question question() {
    return Question.of(of(planner, false), Action.ADMIT, JOBS, Map.of());
  }

  private Map<String, Object> subject(Entity subject) {
    return admit(subject).subject().attributes();
  }

  private void report(FactKind kind, String subject, String stated) {
    reported.report(
        new ReportedFact(
            kind,
            subject,
            "somebody",
            stated,
            "reference@1",
            "{\"hardware\":2}",
            rig.clock.instant().minusSeconds(5),
            rig.clock.instant().plusSeconds(600)));
  }

  @Test
  void anOwnAgentHasWhatTheRegistryListsAndWhatItsCredentialSays() {
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
    reported.follow();
    assertThat(subject(of(planner, false)))
        .containsEntry("status", "listed")
        .containsEntry("capabilities", Set.of("plan.make@1"))
        .containsEntry("owner", "Finance Department")
        .containsEntry("risk", "none")
        .containsKeys("registry_id", "serial")
        .hasEntrySatisfying(
            "attestation",
            attestation ->
                assertThat((Map<?, ?>) attestation)
                    .extracting("status", "source")
                    .containsExactly("affirming", "credential"));
  }

  /** The credential that it shows speaks, and what the registry lists of an older one does not. */
  @Test
  void anOwnAgentHasTheRootsOfTrustOfTheCredentialThatItShows() {
    TestLeaf shown =
        rig.ca.agent(
            "planner",
            rig.ca.information("plan.make@1"),
            new AttesterTrustworthiness(
                List.of(new RootOfTrust("idevid", "sha256:11")), TrustVector.NONE));
    TestInventory.list(
        rig.inventory,
        List.of(
            TestKnowledge.attested(
                known(planner, "plan.make@1", "listed"), rig.clock.instant().minusSeconds(60))));
    reported.follow();
    assertThat(subject(of(shown, false)))
        .hasEntrySatisfying(
            "attestation",
            attestation ->
                assertThat(attestation)
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("root_of_trust", Set.of("idevid"))
                    .containsEntry("anchors", Set.of("idevid:sha256:11"))
                    .doesNotContainKey("vector"));
    Entity unseen =
        new Entity(
            "Agent",
            planner.id().toString(),
            Map.of("trust_domain", rig.ca.domain().name(), "foreign", false));
    assertThat(subject(unseen))
        .as("of one that has shown none, the registry's")
        .hasEntrySatisfying(
            "attestation",
            attestation ->
                assertThat((Map<?, ?>) attestation)
                    .extracting("root_of_trust")
                    .isEqualTo(Set.of("tpm")));
  }

  /** A fact that is not known is absent, so that a policy which needs it denies. */
  @Test
  void whatIsNotKnownIsAbsent() {
    assertThat(subject(of(planner, false)))
        .as("neither registry nor reports were read")
        .doesNotContainKeys("status", "registry_id", "risk");
    assertThat(facts.areKnownOf(question())).isFalse();
    reported.follow();
    assertThat(facts.areKnownOf(question())).as("the registry").isFalse();
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
    assertThat(facts.areKnownOf(question())).isTrue();
    rig.clock.move(Duration.ofMinutes(10));
    assertThat(facts.areKnownOf(question())).as("what was read is old").isFalse();
    assertThat(subject(of(planner, false))).doesNotContainKeys("status", "registry_id");
  }

  @Test
  void theRiskIsThatOfTheSubjectTheCalleeAndThePrincipal() {
    reported.follow();
    report(FactKind.RISK, planner.id().toString(), "high");
    report(FactKind.RISK, "https://as.partner.example#alice", "medium");
    report(FactKind.RISK, "account:reporting", "low");
    assertThat(subject(of(planner, false))).containsEntry("risk", "high");
    assertThat(subject(new Entity("Account", "account:reporting", Map.of("kind", "service"))))
        .containsEntry("risk", "low");
    AccessRequest step =
        facts.apply(
            new AccessRequest(
                of(rig.partner.buyer, true),
                Action.STEP,
                new Entity("Agent", planner.id().toString(), Map.of("status", "listed")),
                Map.of("principal", "https://as.partner.example#alice")));
    assertThat(step.subject().attributes()).containsEntry("risk", "none");
    assertThat(step.resource().attributes()).containsEntry("risk", "high");
    assertThat(step.context())
        .containsEntry("principal_risk", "medium")
        .containsEntry("time", TimeFacts.members(rig.clock.instant()));
    assertThat(admit(of(planner, false)).context()).doesNotContainKey("principal_risk");
  }

  /** Of a partner's agent counts what a Verifier has said, and not what its own credential says. */
  @Test
  void aForeignAgentHasTheStatusNoneUntilItBringsAResult() {
    reported.follow();
    Entity buyer = of(rig.partner.buyer, true);
    assertThat(subject(buyer))
        .containsEntry("attestation", Map.of("status", "none", "age", 0L, "source", "none"))
        .containsKey("claimed_attestation")
        .doesNotContainKeys("status", "registry_id");
    report(FactKind.APPRAISAL, rig.partner.buyer.id().toString(), "affirming");
    assertThat(subject(buyer))
        .containsEntry(
            "attestation",
            Map.of(
                "status", "affirming",
                "age", 5L,
                "source", "ear",
                "verifier", "somebody",
                "policy", "reference@1",
                "vector", Map.of("hardware", 2L)));
    rig.clock.move(Duration.ofMinutes(11));
    assertThat(subject(buyer))
        .as("its time is over")
        .containsEntry("attestation", Map.of("status", "none", "age", 0L, "source", "none"));
  }

  /** One entity that is subject and resource must not contradict itself. */
  @Test
  void anAgentThatCallsItselfIsOneEntity() {
    reported.follow();
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
    AccessRequest step =
        facts.apply(
            new AccessRequest(
                of(planner, false),
                Action.STEP,
                new Entity(
                    "Agent",
                    planner.id().toString(),
                    Map.of("status", "listed", "capabilities", Set.of("other.thing@1"))),
                Map.of()));
    assertThat(step.subject().attributes())
        .doesNotContainKey("capabilities")
        .containsEntry("status", "listed");
    assertThat(step.resource().attributes()).containsEntry("capabilities", Set.of("other.thing@1"));
  }

  /** Policies for segments, such as {@code resource in Bailiwick::Segment::"finance"}. */
  @Test
  void subjectAndCalleeAreInTheSegmentsInForce() {
    reported.follow();
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
    AccessRequest before = step(of(rig.partner.buyer, true));
    assertThat(before.subject().parents()).isEmpty();
    assertThat(before.resource().parents()).as("no segments in force").isEmpty();
    plan.set(
        Optional.of(
            TestKnowledge.plan(
                "finance", "{\"tags\": {\"owner\": \"Finance Department\"}}",
                "loopback", "{\"subnet\": \"127.0.0.0/8\"}",
                "partners", "{\"workload\": \"" + rig.partner.buyer.id() + "\"}",
                "risky", "{\"tags\": {\"risk\": \"high\"}}")));
    AccessRequest step = step(of(rig.partner.buyer, true));
    assertThat(step.subject().parents()).containsExactly(Entity.of("Segment", "partners"));
    assertThat(step.resource().parents())
        .containsExactlyInAnyOrder(
            Entity.of("Segment", "finance"), Entity.of("Segment", "loopback"));
    report(FactKind.RISK, planner.id().toString(), "high");
    assertThat(admit(of(planner, false)).subject().parents())
        .contains(Entity.of("Segment", "risky"), Entity.of("Segment", "finance"));
    plan.set(Optional.empty());
    assertThat(step(of(planner, false)).resource().parents()).isEmpty();
  }

  private AccessRequest step(Entity subject) {
    return facts.apply(
        new AccessRequest(
            subject,
            Action.STEP,
            new Entity("Agent", planner.id().toString(), Map.of("status", "listed")),
            Map.of()));
  }

  /** The registry tells the attestation of an agent whose certificate nobody has shown here. */
  @Test
  void aCalleeHasTheAttestationThatTheRegistryTells() {
    reported.follow();
    KnownAgent plain = known(planner, "plan.make@1", "listed");
    TestInventory.list(rig.inventory, List.of(plain));
    assertThat(step(of(rig.partner.buyer, true)).resource().attributes())
        .as("not told")
        .doesNotContainKey("attestation");
    TestInventory.list(
        rig.inventory,
        List.of(TestKnowledge.attested(plain, rig.clock.instant().minusSeconds(60))));
    assertThat(step(of(rig.partner.buyer, true)).resource().attributes())
        .hasEntrySatisfying(
            "attestation",
            attestation ->
                assertThat((Map<?, ?>) attestation)
                    .extracting("status", "age", "root_of_trust", "anchors", "vector")
                    .containsExactly(
                        "affirming",
                        60L,
                        Set.of("tpm"),
                        Set.of("tpm:sha256:00"),
                        Map.of("file_system", 2L)));
    TestInventory.list(
        rig.inventory,
        List.of(TestKnowledge.attested(plain, rig.clock.instant().plusSeconds(3600))));
    assertThat(step(of(rig.partner.buyer, true)).resource().attributes())
        .as("of the future")
        .doesNotContainKey("attestation");
  }

  @Test
  void aPersonWithoutSessionHasNoRoles() {
    reported.follow();
    Entity person =
        new Entity(
            "Person",
            "https://idp.example#ada",
            Map.of("kind", "person", "issuer", "i", "subject", "ada", "roles", Set.of()));
    assertThat(subject(person)).containsEntry("roles", Set.of()).containsEntry("risk", "none");
    assertThat(subject(new Entity("Operator", "officer-1", Map.of("role", "officer"))))
        .as("operators are no subjects of reports")
        .containsOnlyKeys("role");
  }
}
