package org.bailiwick.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import org.bailiwick.node.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditHeadSearchTest {
  private static final String CHAIN = "authority/aca";
  private static final int ROWS = 70;

  private final TestDatabase database = TestDatabase.ofCommonTables();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void findsTheLastRowFromWhereverItBegins() {
    AuditChain writer = new AuditChain(CHAIN);
    assertHead(AuditHead.genesis(CHAIN), 5);
    for (int number = 1; number <= ROWS; number++) {
      AuditHead head = append(writer);
      assertThat(head.seq()).isEqualTo(number);
      assertHead(head, number + 3);
    }
  }

  @Test
  void aWriterThatForgotGoesOnWhereTheDatabaseStands() {
    AuditChain writer = new AuditChain(CHAIN);
    for (int number = 1; number <= ROWS; number++) {
      assertThat(append(writer).seq()).isEqualTo(number);
      if (number % 9 == 0) {
        writer.forget();
      }
    }
  }

  private AuditHead append(AuditChain writer) {
    return database.inTransaction(
        em -> {
          writer.append(
              em, AuditEntry.of("tried", AuditEntry.Outcome.DONE, "", "test"), Instant.EPOCH, "r");
          em.flush();
          return AuditChain.head(em, CHAIN);
        });
  }

  /** From each row that may be expected as the last one, up to this one. */
  private void assertHead(AuditHead head, long farthest) {
    // Without a transaction, in which each question would look through what was found before.
    try (EntityManager em = database.open()) {
      for (long expected = 0; expected <= farthest; expected++) {
        assertThat(AuditChain.head(em, CHAIN, expected)).isEqualTo(head);
      }
    }
  }
}
