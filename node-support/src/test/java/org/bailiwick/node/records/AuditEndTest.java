package org.bailiwick.node.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that had rows before its end was signed: a home made before. */
class AuditEndTest {
  private static final String CHAIN = "domain/ars";

  @TempDir Path folder;

  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final GroupWriter writer =
      new GroupWriter(database.sink(), Thread::new, WriterSettings.of(CHAIN, clock));
  private final SigningKey key = InMemorySigningKey.generate("token-signing", KeyShape.EC_P256);
  private final TokenKeys keys = new TokenKeys(key);
  private AuditHeads heads;
  private AuditEnd end;

  @BeforeEach
  void start() {
    writer.record(AuditEntry.of("tried", Outcome.DONE, "", "test"));
    heads =
        new AuditHeads(
            new HeadLog(folder.resolve("heads.jws")),
            StoredChain.whole(CHAIN, database::inTransaction),
            new DomainAuditKeys(() -> keys, clock),
            SigningClock.unwatched(clock));
    heads.keep();
    end = new AuditEnd(heads, new Gate(DefaultPolicies.inForce(), writer), writer);
  }

  @AfterEach
  void stop() {
    writer.close();
    database.close();
  }

  @Test
  void isClosedUntilAnOfficerAcceptsThatNothingWasSigned() {
    assertThat(heads.fault().orElseThrow()).contains("file of signed heads is missing");
    assertThatThrownBy(heads::requireComplete).isInstanceOf(ProblemException.class);

    HeadStatement accepted = end.accept(operator("officer"), "signed from now on");
    heads.requireComplete();
    heads.keep();
    assertThat(accepted.head().chain()).isEqualTo(CHAIN);
    List<String> signed = end.read(operator("auditor"), 0);
    assertThat(signed).hasSize(2);
    assertThat(HeadStatement.verified(signed.getLast(), key.publicKey())).isPresent();
    assertThat(audit()).extracting(AuditRow::event).contains("audit.gap-accepted");
  }

  /** Nodes that share a log start together, and each writes such a row at once. */
  @Test
  void aLogThatOnlyBeginsNeedsNoFile() {
    AuditHeads ofAnother = another("another.jws");
    ofAnother.keep();
    assertThat(ofAnother.fault()).isEmpty();
    assertThat(ofAnother.read(0, 10)).hasSize(1);
    writer.record(AuditEntry.of("granted", Outcome.GRANTED, "", "test"));
    ofAnother.keep();
    assertThat(ofAnother.fault()).isEmpty();
    AuditHeads late = another("late.jws");
    late.keep();
    assertThat(late.fault().orElseThrow()).contains("file of signed heads is missing");
  }

  private AuditHeads another(String file) {
    return new AuditHeads(
        new HeadLog(folder.resolve(file)),
        StoredChain.whole(CHAIN, database::inTransaction).beginningWith("tried"),
        new DomainAuditKeys(() -> keys, clock),
        SigningClock.unwatched(clock));
  }

  @Test
  void neitherDoesTheOthersPart() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> end.accept(operator("auditor"), "please"),
            () -> end.read(operator("officer"), 0))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.type()).isEqualTo(ProblemType.POLICY_DENIED));
    }
    assertThat(heads.fault()).isPresent();
  }

  @Test
  void wantsAReason() {
    for (String bad : new String[] {null, " ", "x".repeat(1001), "lost\u202e"}) {
      assertThatThrownBy(() -> AuditEnd.reason(bad))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("gap-reason"));
    }
  }

  private VerifiedPeer operator(String role) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator(role, role + "-1").certificate());
  }

  private List<AuditRow> audit() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 100));
  }
}
