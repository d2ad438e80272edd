package org.bailiwick.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
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
    List<AuditHead> found =
        database.inTransaction(
            em ->
                LongStream.rangeClosed(0, farthest)
                    .mapToObj(expected -> AuditChain.head(em, CHAIN, expected))
                    .toList());
    assertThat(found).hasSize((int) farthest + 1).containsOnly(head);
  }
}
