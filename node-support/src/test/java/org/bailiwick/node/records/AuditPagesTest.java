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
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.records.AuditPages.Page;
import org.bailiwick.node.records.AuditPages.Wanted;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditPagesTest {
  private static final String CHAIN = "domain/ars";

  @TempDir Path folder;

  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final GroupWriter writer =
      new GroupWriter(database.sink(), Thread::new, WriterSettings.of(CHAIN, clock));
  private final VerifiedPeer auditor = operator("auditor");
  private AuditPages pages;

  @BeforeEach
  void start() {
    pages =
        new AuditPages(
            CHAIN, database::inTransaction, new Gate(DefaultPolicies.inForce(), writer), writer);
  }

  @AfterEach
  void stop() {
    writer.close();
    database.close();
  }

  @Test
  void givesRowsFromAPlaceOnAndSaysWhereToGoOn() {
    write("request-1", 3);
    Page page = pages.read(auditor, Wanted.of(2, null));
    assertThat(page.entries()).extracting(row -> row.get("seq")).containsExactly(2L, 3L);
    assertThat(page.next()).isEqualTo(4);
    assertThat(page.last()).isEqualTo(3);
    assertThat(pages.read(auditor, Wanted.of(4, null))).isEqualTo(new Page(CHAIN, List.of(), 4, 3));
  }

  @Test
  void givesOneRequestsRowsOnly() {
    write("request-1", 2);
    write("request-2", 1);
    write("request-1", 1);
    Page page = pages.read(auditor, Wanted.of(2, "request-1"));
    assertThat(page.entries()).extracting(row -> row.get("seq")).containsExactly(2L, 4L);
    assertThat(page.entries()).allSatisfy(row -> assertThat(row).containsKey("hash"));
    assertThat(page.next()).isEqualTo(5);
    assertThat(pages.read(auditor, Wanted.of(2, "request-3")))
        .isEqualTo(new Page(CHAIN, List.of(), 5, 4));
  }

  @Test
  void goesOnInTheMiddleOfALongRequest() {
    write("request-1", AuditPages.PAGE + 1);
    Page first = pages.read(auditor, Wanted.of(1, "request-1"));
    assertThat(first.entries()).hasSize(AuditPages.PAGE);
    assertThat(pages.read(auditor, Wanted.of(first.next(), "request-1")).entries()).hasSize(1);
  }

  @Test
  void findsARequestWhereRowsBeforeItHaveLeft() {
    write("request-1", 5);
    database.run("delete from audit_entry where seq <= 3");
    assertThat(pages.read(auditor, Wanted.of(2, "request-1")).entries())
        .extracting(row -> row.get("seq"))
        .containsExactly(4L, 5L);
  }

  @Test
  void theFirstPageOfAReadingIsOnRecordAndTheOthersAreNot() {
    pages.read(auditor, Wanted.of(1, "request-1"));
    pages.read(auditor, Wanted.of(2, "request-1"));
    assertThat(audit()).extracting(AuditRow::event).containsExactly("read-audit.decided");
  }

  @Test
  void onlyAuditorsRead() {
    VerifiedPeer officer = operator("officer");
    VerifiedPeer agent =
        TestPeers.of(VerifiedPeer.Kind.AGENT, ca.agent("a", "invoice.parse@1").certificate());
    for (VerifiedPeer other : List.of(officer, agent)) {
      assertThatThrownBy(() -> pages.read(other, Wanted.of(7, null)))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.type()).isEqualTo(ProblemType.POLICY_DENIED));
    }
    assertThat(audit())
        .extracting(AuditRow::check)
        .containsExactly("wrong-operator-role", "not-an-operator");
  }

  @Test
  void refusesWhatIsNoRequestId() {
    for (String bad : List.of("", "a b", "a%27", "x".repeat(65))) {
      assertThatThrownBy(() -> Wanted.of(1, bad))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("audit-request-form"));
    }
  }

  private void write(String request, int rows) {
    AuditEntry[] entries = new AuditEntry[rows];
    for (int i = 0; i < rows; i++) {
      entries[i] = AuditEntry.of("tried", Outcome.DONE, "", "test");
    }
    RequestContext.carrier(request).apply(() -> writer.record(entries)).run();
  }

  private VerifiedPeer operator(String role) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator(role, role + "-1").certificate());
  }

  private List<AuditRow> audit() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 100));
  }
}
