package org.bailiwick.aca.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsArchiverTest {
  private static final Duration YEAR = Duration.ofDays(365);

  @TempDir private Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final KeyPair key = TestKeys.ec();
  private final TestLedger database = TestLedger.open(clock);
  private RecordsArchiver archiver;
  private AuditHeads heads;
  private AuditHead signed;

  /** A head over two rows, and a year later. */
  @BeforeEach
  void open() {
    AcaSettings settings = new TestHome(folder).settings();
    heads = TestHeads.signedBy(key, settings, database, clock);
    heads.keep();
    database.writer().record(AuditEntry.of("happened", Outcome.DONE, "", "test"));
    database.writer().record(AuditEntry.of("happened", Outcome.DONE, "", "test"));
    heads.keep();
    signed = database.reader().read(em -> AuditChain.head(em, settings.auditChain()));
    clock.move(YEAR.plusDays(1));
    archiver =
        new RecordsArchiver(
            new Gate(DefaultPolicies.inForce(), database.writer()),
            heads,
            settings,
            database.writer(),
            clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void signsForAnOfficerAndPutsItOnRecord() {
    String jws = archiver.sign(operator("officer"), manifest("", signed, old()));
    ArchiveStatement statement = ArchiveStatement.verified(jws, key.getPublic()).orElseThrow();
    assertThat(statement.officer()).endsWith("/operator/officer/officer-1");
    assertThat(statement.rows().last()).isEqualTo(signed);
    assertThat(ArchiveStatement.verified(jws, TestKeys.ec().getPublic())).isEmpty();
    assertThat(details()).contains(HeadStatement.digest(jws));
  }

  @Test
  void nobodyElseArchives() {
    assertThat(refusal("auditor", manifest("", signed, old())).type())
        .isEqualTo(ProblemType.POLICY_DENIED);
  }

  @Test
  void refusesWhatIsNoManifest() {
    assertThat(refusal("officer", "{").check()).isEqualTo("archive-manifest");
    assertThat(refusal("officer", "{\"chain\":1}").check()).isEqualTo("archive-manifest");
  }

  @Test
  void refusesAnotherChain() {
    AuditHead other = new AuditHead("domain/ars", signed.seq(), signed.hash());
    assertThat(refusal("officer", manifest("", other, old())).check()).isEqualTo("archive-chain");
  }

  @Test
  void refusesWhatDoesNotFollowTheNewestArchive() {
    assertThat(refusal("officer", manifest("00", signed, old())).check())
        .isEqualTo("archive-order");
  }

  @Test
  void refusesToEndWhereNothingWasSigned() {
    AuditHead forged = new AuditHead(signed.chain(), signed.seq(), "00");
    assertThat(refusal("officer", manifest("", forged, old())).check())
        .isEqualTo("archive-boundary");
    AuditHead unsigned =
        database.reader().read(em -> AuditChain.read(em, signed.chain(), 1, 1)).getFirst().head();
    assertThat(refusal("officer", manifest("", unsigned, old())).check())
        .isEqualTo("archive-boundary");
  }

  @Test
  void refusesWhatHasToStay() {
    assertThat(refusal("officer", manifest("", signed, clock.instant())).check())
        .isEqualTo("archive-retention");
  }

  /** Whatever the manifest says of their age. */
  @Test
  void refusesRowsThatHaveToStay() {
    database.writer().record(AuditEntry.of("happened", Outcome.DONE, "", "test"));
    heads.keep();
    AuditHead young = database.reader().read(em -> AuditChain.head(em, signed.chain()));
    assertThat(refusal("officer", manifest("", young, old())).check())
        .isEqualTo("archive-retention");
  }

  private Instant old() {
    return clock.instant().minus(YEAR);
  }

  private static String manifest(String previous, AuditHead last, Instant cut) {
    return new ArchiveStatement(
            1,
            previous,
            "",
            Instant.EPOCH,
            new ArchiveStatement.Rows(AuditHead.genesis(last.chain()), last, cut, "aa"),
            new ArchiveStatement.Credentials(
                new ArchiveStatement.Counts(0, 0, 0, 0), "", "", cut, "bb"))
        .claims()
        .toString();
  }

  private String details() {
    return database
        .reader()
        .read(em -> AuditChain.read(em, signed.chain(), 1, 100))
        .getLast()
        .details();
  }

  private ProblemException refusal(String role, String manifest) {
    return catchThrowableOfType(
        ProblemException.class, () -> archiver.sign(operator(role), manifest));
  }

  private VerifiedPeer operator(String role) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator(role, role + "-1").certificate());
  }
}
