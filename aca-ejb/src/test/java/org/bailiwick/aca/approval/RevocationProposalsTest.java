package org.bailiwick.aca.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.revocation.Orderer;
import org.bailiwick.aca.revocation.RevokerFixture;
import org.bailiwick.aca.revocation.Specimen;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Decision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four eyes, where the policy's file asks for them. */
class RevocationProposalsTest {

  private static final SpiffeId NODE = SpiffeId.parse("spiffe://bailiwick.example/node/authority");
  private static final TriggerOrder ORDER =
      new TriggerOrder("decommissioning", Subject.parse("owner:Finance"), "contract ends");

  @TempDir private Path folder;
  private final List<String> counted = new ArrayList<>();
  private RevokerFixture fixture;
  private RevocationProposals proposals;
  private VerifiedPeer first;
  private VerifiedPeer second;

  @BeforeEach
  void open() throws IOException {
    fixture = new RevokerFixture(folder);
    policy(10);
    proposals = proposals(fixture.gate);
    first = fixture.operator("officer", "officer-1");
    second = fixture.operator("officer", "officer-2");
    fixture.issued(new Specimen(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void policy(int most) throws IOException {
    Files.writeString(
        fixture.home.folder("revocation").resolve("decommissioning.json"),
        """
        {"trigger":"decommissioning","subjects":["owner"],"reach":["subject"],
         "reason":"cessation-of-operation","most":%d,"officers":2}
        """
            .formatted(most));
    fixture.clock.move(Duration.ofSeconds(2));
  }

  private RevocationProposals proposals(Gate gate) {
    return new RevocationProposals(
        gate,
        fixture.database.writer(),
        fixture.database.reader(),
        fixture.triggers,
        new Meter() {
          @Override
          public void count(String name, String label) {
            counted.add(name + " " + label);
          }

          @Override
          public void time(String name, Duration taken) {}
        },
        fixture.clock);
  }

  @Test
  void oneOfficerProposesAnotherApprovesAndOnlyThenItEnds() {
    RevocationProposals.Receipt receipt = proposals.propose(first, ORDER);
    assertThat(receipt.reach().credentials()).hasSize(1);
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(proposals.pending(second).stream().map(Progress::proposal))
        .containsExactly(receipt.proposal());
    assertThat(proposals.approve(second, receipt.proposal().id()).credentials()).hasSize(1);
    assertThat(fixture.database.count("revocation")).isOne();
    assertThat(proposals.pending(second)).isEmpty();
    assertThat(fixture.auditDetails("revocation.approved"))
        .contains("officer-1", receipt.proposal().digest());
    assertThat(counted)
        .containsExactly("revocation_decisions proposed", "revocation_decisions approved");
  }

  @Test
  void theSameOfficerIsRefused() {
    UUID id = proposed();
    ProblemException refusal = refusal(() -> proposals.approve(first, id));
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo("same-officer");
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(proposals.pending(second)).hasSize(1);
  }

  @Test
  void theSameOfficerIsRefusedWhateverThePoliciesPermit() {
    RevocationProposals lenient =
        proposals(
            new Gate(
                request ->
                    new Decision.Permit(List.of("anything"), List.of("any"), List.of(), "lenient"),
                fixture.database.writer()));
    UUID id = proposed();
    assertThat(refusal(() -> lenient.approve(first, id)).check()).isEqualTo("same-officer");
    assertThat(fixture.database.count("revocation_proposal_end")).isZero();
  }

  @Test
  void anAuditorNeitherProposesNorApproves() {
    VerifiedPeer auditor = fixture.operator("auditor");
    UUID id = proposed();
    for (Runnable act :
        new Runnable[] {
          () -> proposals.propose(auditor, ORDER),
          () -> proposals.approve(auditor, id),
          () -> proposals.reject(auditor, id)
        }) {
      assertThat(refusal(act).type()).isEqualTo(ProblemType.POLICY_DENIED);
    }
    assertThat(fixture.database.count("revocation_proposal")).isOne();
  }

  @Test
  void nobodyGoesRoundIt() {
    assertThat(refusal(() -> fixture.triggers.revoke(Orderer.of(first), ORDER, em -> {})).check())
        .isEqualTo("second-officer-required");
    assertThat(fixture.database.count("revocation")).isZero();
  }

  @Test
  void whatWasApprovedRejectedOrForgottenIsNotApprovedAgain() {
    UUID approved = proposed();
    proposals.approve(second, approved);
    UUID rejected = proposed();
    proposals.reject(first, rejected);
    UUID forgotten = proposed();
    fixture.clock.move(Proposal.VALIDITY);
    for (UUID id : new UUID[] {approved, rejected, forgotten, new UUID(1, 2)}) {
      assertThat(refusal(() -> proposals.approve(second, id)).check())
          .isEqualTo("proposal-unknown");
    }
  }

  @Test
  void whatNobodyDecidedEndsByARowWhenItsTimeIsOver() {
    proposed();
    fixture.clock.move(Proposal.VALIDITY.minusSeconds(1));
    proposals.endOverdue(NODE);
    assertThat(fixture.database.count("revocation_proposal_end")).isZero();
    fixture.clock.move(Duration.ofSeconds(1));
    assertThat(proposals.pending(second)).isEmpty();
    proposals.endOverdue(NODE);
    proposals.endOverdue(NODE);
    assertThat(fixture.database.count("revocation_proposal_end where outcome = 'expired'")).isOne();
    assertThat(fixture.auditDetails("revocation.expired")).contains("officer-1");
  }

  /** Another policy would make something else of the order to which both agreed. */
  @Test
  void aProposalIsApprovedUnderThePolicyThatItsOfficerSaw() throws IOException {
    UUID id = proposed();
    policy(9);
    ProblemException refusal = refusal(() -> proposals.approve(second, id));
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo("proposal-policy-changed");
    assertThat(fixture.database.count("revocation")).isZero();
    policy(10);
    assertThat(proposals.approve(second, id).credentials()).hasSize(1);
  }

  /** The owner of the tables can change rows, a node can't. Older proposals look like the last. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "trigger_name = 'owner-compromise'",
        "subject = 'owner:Operations'",
        "circumstances = 'contract starts'",
        "proposed_by = 'spiffe://bailiwick.example/operator/officer/officer-3'",
        "policy_sha256 = ''"
      })
  void aProposalWhoseRowWasChangedCannotBeApprovedAndEnds(String change) {
    UUID id = proposed();
    fixture.database.run("update revocation_proposal set " + change);
    assertThat(proposals.pending(second)).isEmpty();
    assertThat(refusal(() -> proposals.approve(second, id)).check()).isEqualTo("proposal-unknown");
    assertThat(fixture.database.count("revocation")).isZero();
    proposals.endOverdue(NODE);
    assertThat(fixture.database.count("revocation_proposal_end where outcome = 'expired'")).isOne();
  }

  /** A moment later, since the same order of the same moment is the same proposal. */
  private UUID proposed() {
    fixture.clock.move(Duration.ofSeconds(1));
    return proposals.propose(first, ORDER).proposal().id();
  }

  private static ProblemException refusal(Runnable act) {
    return catchThrowableOfType(ProblemException.class, act::run);
  }
}
