package org.bailiwick.node.writer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookupsTest {
  private static final LookupStatement NOTES =
      new LookupStatement(
          "id, text, " + LookupStatement.NO_TEXT + ", " + LookupStatement.NO_TIME,
          "from note where id in (:key)",
          List.of());
  private static final LookupStatement TEXTS = LookupStatement.presence("note", "text");
  private static final LookupStatement PAIRS =
      LookupStatement.presence(
          "id || ' ' || text",
          "from note where text <> ? and id in (:key) and text in (:key)",
          List.of("hidden"));
  private static final LookupStatement LEASES =
      new LookupStatement(
          "name, holder, " + LookupStatement.NO_TEXT + ", expires_at",
          "from lease where name in (:key)",
          List.of());

  private final TestDatabase database = TestDatabase.ofCommonTables(NoteRow.class);
  private final List<String> seen = new ArrayList<>();

  @BeforeEach
  void createTable() {
    database.run(NoteRow.TABLE);
    database.run("insert into note (id, text) values ('1', 'one'), ('2', 'hidden')");
    database.run(
        "insert into lease (name, holder, expires_at)"
            + " values ('sweep', 'node-1', timestamp '2026-03-29 02:30:00.123456')");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aBatchReadsTheRowsOfTablesByTheirKeys() {
    RowLookup lease = LEASES.at("sweep");
    UnitOfWork leases =
        UnitOfWork.asking(
            List.of(lease),
            em ->
                assertThat(lease.rows(em))
                    .containsExactly(
                        new FoundRow(
                            "node-1",
                            "",
                            Optional.of(Instant.parse("2026-03-29T02:30:00.123456Z")))));
    run(leases, noting(NOTES.at("1")), noting(NOTES.at("3")), noting(TEXTS.at("one")));
    assertThat(seen).containsExactly("[1]: one", "[3]: -", "[one]: ");
  }

  @Test
  void aKeyOfTwoPartsIsFoundByBoth() {
    run(
        noting(PAIRS.at("1", "one")),
        noting(PAIRS.at("1", "two")),
        noting(PAIRS.at("2", "one")),
        noting(PAIRS.at("2", "hidden")));
    assertThat(seen).containsExactly("[1, one]: ", "[1, two]: -", "[2, one]: -", "[2, hidden]: -");
  }

  @Test
  void moreKeysThanAStatementHasPlacesForAreAllRead() {
    List<RowLookup> lookups =
        IntStream.rangeClosed(1, 300).mapToObj(number -> NOTES.at("n" + number)).toList();
    database.run(
        "insert into note (id, text) values "
            + IntStream.rangeClosed(1, 300)
                .mapToObj(number -> "('n%1$d', 'text %1$d')".formatted(number))
                .collect(Collectors.joining(", ")));
    run(
        noting(NOTES.at("1")),
        UnitOfWork.asking(lookups, em -> lookups.forEach(each -> note(em, each))));
    assertThat(seen)
        .hasSize(301)
        .contains("[1]: one", "[n1]: text 1", "[n256]: text 256", "[n257]: text 257")
        .endsWith("[n300]: text 300");
  }

  @Test
  void laterUnitsOfABatchSeeWhatEarlierOnesTold() {
    RowLookup told = NOTES.at("3");
    UnitOfWork adding =
        UnitOfWork.asking(
            List.of(told),
            em -> {
              em.persist(new NoteRow("3", "three"));
              told.become(FoundRow.of("three", ""));
            });
    run(noting(NOTES.at("3")), adding, noting(NOTES.at("3")));
    assertThat(seen).containsExactly("[3]: -", "[3]: three");
  }

  @Test
  void aLookupThatWasNotNamedSeesRowsOfItsTransaction() {
    RowLookup unnamed = NOTES.at("3");
    run(em -> em.persist(new NoteRow("3", "three")), em -> note(em, unnamed));
    assertThat(seen).containsExactly("[3]: three");
  }

  @Test
  void afterItsBatchALookupReadsAnew() {
    RowLookup lookup = NOTES.at("3");
    UnitOfWork unit = noting(lookup);
    run(unit);
    database.run("insert into note (id, text) values ('3', 'three')");
    database.inTransaction(
        em -> {
          note(em, lookup);
          return true;
        });
    run(unit);
    assertThat(seen).containsExactly("[3]: -", "[3]: three", "[3]: three");
  }

  @Test
  void rowsThatReferToOthersAreWrittenAfterAllOfTheBatch() {
    UnitOfWork first =
        UnitOfWork.all(
            List.of(
                step("a").thenReferring(step("after a")),
                UnitOfWork.asking(
                    List.of(NOTES.at("1")), step("b").thenReferring(step("after b")))));
    run(first.and(step("c")), step("d"));
    assertThat(seen).containsExactly("a", "b", "c", "d", "after a", "after b");
  }

  private UnitOfWork step(String name) {
    return em -> seen.add(name);
  }

  private UnitOfWork noting(RowLookup lookup) {
    return UnitOfWork.asking(List.of(lookup), em -> note(em, lookup));
  }

  private void note(EntityManager em, RowLookup lookup) {
    seen.add(lookup + ": " + lookup.row(em).map(FoundRow::first).orElse("-"));
  }

  private void run(UnitOfWork... units) {
    List<PendingUnit> pending =
        Stream.of(units).map(unit -> new PendingUnit(unit, List.of())).toList();
    Instant now = Instant.parse("2026-03-29T02:30:00Z");
    Batch batch =
        new Batch(
            pending, new AuditChain("authority/test"), now, new DatabaseFile(DatabaseFile::usable));
    database.inTransaction(
        em -> {
          batch.applyTo(em);
          return true;
        });
  }
}
