package org.bailiwick.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.testing.TestDatabase;
import org.junit.jupiter.api.Test;

class AuditEntryTest {

  @Test
  void makesOutsideTextStorable() {
    AuditEntry entry =
        new AuditEntry(
            "e".repeat(200),
            Outcome.DENIED,
            "a\nb",
            "\u0000\ud800x",
            "\ud83d\ude00".repeat(2000),
            Map.of());
    assertThat(entry.event()).hasSize(100);
    assertThat(entry.check()).isEqualTo("a\ufffdb");
    assertThat(entry.subject()).isEqualTo("\ufffd\ufffdx");
    assertThat(entry.resource()).hasSize(2048);
  }

  @Test
  void whatWasStoredHasTheHashThatWasComputed() {
    AuditEntry entry =
        AuditEntry.of("e", Outcome.DONE, "", "\u00e4 \u20ac \ud83d\ude00 ' \" \\ --")
            .about(" spaces ")
            .with("k\u0000", "nul \u0000 lone \udc00 " + "x".repeat(100_000));
    try (TestDatabase database = TestDatabase.ofCommonTables()) {
      AuditChain chain = new AuditChain("c");
      database.inTransaction(
          em -> {
            chain.append(em, entry, Instant.parse("2026-11-25T12:00:00.9999999Z"), "r");
            return true;
          });
      assertThat(verdict(database)).isInstanceOf(AuditVerdict.Intact.class);
      database.run("update audit_entry set outcome = 'DENIED'");
      assertThat(verdict(database))
          .isEqualTo(new AuditVerdict.Broken("c", 1, "differs from what was written"));
    }
  }

  private static AuditVerdict verdict(TestDatabase database) {
    return AuditChain.verify("c", database.inTransaction(em -> AuditChain.read(em, "c", 1, 9)));
  }
}
