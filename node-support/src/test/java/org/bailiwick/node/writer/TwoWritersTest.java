package org.bailiwick.node.writer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.AuditVerdict;
import org.bailiwick.node.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes' writers on one database, with one chain. */
class TwoWritersTest {
  private static final String CHAIN = "authority/test";
  private static final int CALLERS = 8;
  private static final int EACH = 25;

  private final TestDatabase database = TestDatabase.ofCommonTables(NoteRow.class);
  private final ExecutorService callers = Executors.newFixedThreadPool(2 * CALLERS);
  private final GroupWriter one = writer();
  private final GroupWriter two = writer();

  @BeforeEach
  void createTable() {
    database.run(NoteRow.TABLE);
    // Only PostgreSQL waits at a key that another transaction is just inserting.
    one.record(entry("first"));
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
    one.close();
    two.close();
    database.close();
  }

  @Test
  void writeOneUnbrokenChain() throws Exception {
    List<Future<?>> work = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      for (GroupWriter writer : List.of(one, two)) {
        String name = System.identityHashCode(writer) + "-" + caller + "-";
        work.add(
            callers.submit(
                () -> {
                  for (int i = 0; i < EACH; i++) {
                    String id = name + i;
                    writer.commit(em -> em.persist(new NoteRow(id, id)), entry(id));
                  }
                }));
      }
    }
    finish(work);
    List<AuditRow> rows =
        database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, Integer.MAX_VALUE));
    assertThat(rows).hasSize(1 + 2 * CALLERS * EACH);
    assertThat(AuditChain.verify(CHAIN, rows)).isInstanceOf(AuditVerdict.Intact.class);
  }

  @Test
  void whatAUnitLookedUpHoldsWhenItWrites() throws Exception {
    AtomicInteger stored = new AtomicInteger();
    List<Future<?>> work = new ArrayList<>();
    for (int caller = 0; caller < 2 * CALLERS; caller++) {
      GroupWriter writer = caller % 2 == 0 ? one : two;
      String id = "n" + caller;
      work.add(callers.submit(() -> storeIfFewerThanThree(writer, id, stored)));
    }
    finish(work);
    assertThat(stored).hasValue(3);
    assertThat(database.count("note")).isEqualTo(3);
  }

  // No constraint of the database guards this: only that nobody writes between look and insert.
  private static void storeIfFewerThanThree(GroupWriter writer, String id, AtomicInteger stored) {
    try {
      writer.commit(
          em -> {
            if (count(em) >= 3) {
              throw new ProblemException(ProblemType.POLICY_DENIED, "full", "Full.");
            }
            em.persist(new NoteRow(id, id));
            em.flush();
          },
          entry(id));
      stored.incrementAndGet();
    } catch (ProblemException full) {
      assertThat(full.check()).isEqualTo("full");
    }
  }

  private static long count(EntityManager em) {
    return em.createQuery("select count(n) from NoteRow n", Long.class).getSingleResult();
  }

  private static void finish(List<Future<?>> work) throws Exception {
    for (Future<?> one : work) {
      one.get();
    }
  }

  private static AuditEntry entry(String resource) {
    return AuditEntry.of("note.added", Outcome.DONE, "", "s").about(resource);
  }

  private GroupWriter writer() {
    return new GroupWriter(
        database.sink(), Thread::new, WriterSettings.of(CHAIN, Clock.systemUTC()));
  }
}
