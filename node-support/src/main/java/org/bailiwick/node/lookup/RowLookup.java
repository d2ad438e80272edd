package org.bailiwick.node.lookup;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A lookup of the rows under one key, for one unit of work. A unit names its lookups before it is
 * applied. It then gets the rows of the database at the start of its batch, with the changes of
 * earlier units of the batch. Only one thread may use it at a time.
 */
public final class RowLookup {
  private final LookupStatement statement;
  private final List<String> key;
  private Optional<LookupAnswers> answers = Optional.empty();

  RowLookup(LookupStatement statement, List<String> key) {
    this.statement = statement;
    this.key = key;
  }

  LookupStatement statement() {
    return statement;
  }

  /** The parts of the key. */
  List<String> key() {
    return key;
  }

  void answeredBy(LookupAnswers batch) {
    answers = Optional.of(batch);
  }

  /** The rows under the key; the entity manager has a transaction. */
  public List<FoundRow> rows(EntityManager em) {
    return open().map(batch -> batch.rows(this)).orElseGet(() -> readAlone(em));
  }

  public Optional<FoundRow> row(EntityManager em) {
    return rows(em).stream().findFirst();
  }

  public boolean isFound(EntityManager em) {
    return !rows(em).isEmpty();
  }

  /** Sets the rows that later units of the batch find under the key. */
  public void become(FoundRow... rows) {
    open().ifPresent(batch -> batch.become(this, List.of(rows)));
  }

  @Override
  public String toString() {
    return key.toString();
  }

  private Optional<LookupAnswers> open() {
    return answers.filter(LookupAnswers::isOpen);
  }

  private List<FoundRow> readAlone(EntityManager em) {
    em.flush(); // the query sees only flushed changes
    try (LookupAnswers own = LookupAnswers.read(em, Stream.of(new RowLookup(statement, key)))) {
      return own.rows(this);
    }
  }
}
