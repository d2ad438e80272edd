package org.bailiwick.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bailiwick.node.audit.AuditEntry.Outcome;

class AuditChainTest {
  private static final String CHAIN = "authority/aca";
  private static final List<String> COLUMNS =
      List.of(
          "chain",
          "seq",
          "at",
          "requestId",
          "event",
          "outcome",
          "check",
          "subject",
          "resource",
          "details",
          "previousHash",
          "hash");

  @Property(tries = 200)
  void anUntouchedChainIsIntact(
      @ForAll("entries") @Size(min = 1, max = 12) List<AuditEntry> entries) {
    List<AuditRow> rows = chain(entries);
    assertThat(AuditChain.verify(CHAIN, rows))
        .isEqualTo(new AuditVerdict.Intact(rows.getLast().head()));
  }

  @Property(tries = 1000)
  void aChangedColumnIsDetected(
      @ForAll("entries") @Size(min = 1, max = 6) List<AuditEntry> entries,
      @ForAll @IntRange(max = 1000) int place,
      @ForAll @IntRange(max = 11) int column)
      throws ReflectiveOperationException {
    List<AuditRow> rows = chain(entries);
    change(rows.get(place % rows.size()), COLUMNS.get(column));
    assertThat(AuditChain.verify(CHAIN, rows)).isInstanceOf(AuditVerdict.Broken.class);
  }

  @Property(tries = 500)
  void aRemovedRowIsDetectedByTheRowsAfterItOrByAHeadKeptElsewhere(
      @ForAll("entries") @Size(min = 2, max = 8) List<AuditEntry> entries,
      @ForAll @IntRange(max = 1000) int place) {
    List<AuditRow> rows = chain(entries);
    AuditHead kept = rows.getLast().head();
    rows.remove(place % rows.size());
    AuditVerdict verdict = AuditChain.verify(CHAIN, rows);
    if (place % entries.size() < entries.size() - 1) {
      assertThat(verdict).isInstanceOf(AuditVerdict.Broken.class);
    } else {
      assertThat(verdict)
          .isInstanceOfSatisfying(
              AuditVerdict.Intact.class, intact -> assertThat(intact.head()).isNotEqualTo(kept));
    }
  }

  @Property(tries = 500)
  void reorderedRowsAreDetected(
      @ForAll("entries") @Size(min = 2, max = 8) List<AuditEntry> entries,
      @ForAll @IntRange(max = 1000) int one,
      @ForAll @IntRange(max = 1000) int other) {
    List<AuditRow> rows = chain(entries);
    int first = one % rows.size();
    int second = (first + 1 + other % (rows.size() - 1)) % rows.size();
    Collections.swap(rows, first, second);
    assertThat(AuditChain.verify(CHAIN, rows)).isInstanceOf(AuditVerdict.Broken.class);
  }

  @Property(tries = 200)
  void aRowOfAnotherChainIsDetected(
      @ForAll("entries") @Size(min = 1, max = 4) List<AuditEntry> entries) {
    List<AuditRow> rows = chain(entries);
    rows.set(0, new AuditRow(AuditHead.genesis("domain/ars"), entries.getFirst(), now(), "r"));
    assertThat(AuditChain.verify(CHAIN, rows)).isInstanceOf(AuditVerdict.Broken.class);
  }

  @Provide
  Arbitrary<List<AuditEntry>> entries() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20);
    return Combinators.combine(
            text,
            Arbitraries.of(Outcome.class),
            text,
            text,
            text,
            Arbitraries.maps(text, text).ofMaxSize(3))
        .as(AuditEntry::new)
        .list();
  }

  private static List<AuditRow> chain(List<AuditEntry> entries) {
    List<AuditRow> rows = new ArrayList<>();
    AuditHead head = AuditHead.genesis(CHAIN);
    for (AuditEntry entry : entries) {
      AuditRow row = new AuditRow(head, entry, now(), "request-1");
      rows.add(row);
      head = row.head();
    }
    return rows;
  }

  private static Instant now() {
    return Instant.parse("2026-11-25T12:00:00.000001Z");
  }

  private static void change(AuditRow row, String column) throws ReflectiveOperationException {
    Field field = AuditRow.class.getDeclaredField(column);
    field.setAccessible(true);
    field.set(
        row,
        switch (field.get(row)) {
          case String text -> text + "x";
          case Long number -> number + 1;
          case Instant time -> time.plusNanos(1000);
          case Outcome outcome -> outcome == Outcome.DENIED ? Outcome.GRANTED : Outcome.DENIED;
          case byte[] bytes -> flip(bytes);
          default -> throw new IllegalStateException(Map.of("column", column).toString());
        });
  }

  private static byte[] flip(byte[] bytes) {
    byte[] other = bytes.clone();
    other[other.length - 1] ^= 1;
    return other;
  }
}
