package org.bailiwick.aca.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.revocation.Orderer;
import org.bailiwick.aca.revocation.RevokerFixture;
import org.bailiwick.aca.revocation.Specimen;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four eyes, where the policy's file asks for them. */
class RevocationProposalsTest {

  private static final TriggerOrder ORDER =
      new TriggerOrder("decommissioning", Subject.parse("owner:Finance"), "contract ends");

  @TempDir private Path folder;
  private RevokerFixture fixture;
  private RevocationProposals proposals;
  private VerifiedPeer first;
  private VerifiedPeer second;

  @BeforeEach
  void open() throws Exception {
    fixture = new RevokerFixture(folder);
    Files.writeString(
        fixture.home.folder("revocation").resolve("decommissioning.json"),
        """
        {"trigger":"decommissioning","subjects":["owner"],"reach":["subject"],
         "reason":"cessation-of-operation","most":10,"officers":2}
        """);
    fixture.clock.move(Duration.ofSeconds(2));
    proposals =
        new RevocationProposals(
            fixture.gate,
            fixture.database.writer(),
            fixture.database.reader(),
            fixture.run,
            fixture.clock);
    first = fixture.operator("officer", "officer-1");
    second = fixture.operator("officer", "officer-2");
    fixture.issued(new Specimen(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void oneOfficerProposesAnotherApprovesAndOnlyThenItEnds() {
    RevocationProposals.Receipt receipt = proposals.propose(first, ORDER);
    assertThat(receipt.outlook().reached()).hasSize(1);
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(proposals.pending(second)).containsExactly(receipt.proposal());
    assertThat(proposals.approve(second, receipt.proposal().id()).reached()).hasSize(1);
    assertThat(fixture.database.count("revocation")).isOne();
    assertThat(proposals.pending(second)).isEmpty();
    assertThat(fixture.auditDetails("revocation.approved")).contains("officer-1");
  }

  @Test
  void theSameOfficerIsRefused() {
    UUID id = proposals.propose(first, ORDER).proposal().id();
    ProblemException refusal = refusal(() -> proposals.approve(first, id));
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo("same-officer");
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(proposals.pending(second)).hasSize(1);
  }

  @Test
  void anAuditorNeitherProposesNorApproves() {
    VerifiedPeer auditor = fixture.operator("auditor");
    UUID id = proposals.propose(first, ORDER).proposal().id();
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
    assertThat(refusal(() -> fixture.run.end(Orderer.of(first), ORDER, em -> {})).check())
        .isEqualTo("second-officer-required");
    assertThat(fixture.database.count("revocation")).isZero();
  }

  @Test
  void whatWasApprovedRejectedOrForgottenIsNotApprovedAgain() {
    UUID approved = proposals.propose(first, ORDER).proposal().id();
    proposals.approve(second, approved);
    UUID rejected = proposals.propose(first, ORDER).proposal().id();
    proposals.reject(first, rejected);
    UUID forgotten = proposals.propose(first, ORDER).proposal().id();
    fixture.clock.move(Duration.ofDays(8));
    for (UUID id : new UUID[] {approved, rejected, forgotten, new UUID(1, 2)}) {
      assertThat(refusal(() -> proposals.approve(second, id)).check())
          .isEqualTo("proposal-unknown");
    }
  }

  private static ProblemException refusal(Runnable act) {
    return catchThrowableOfType(ProblemException.class, act::run);
  }
}
