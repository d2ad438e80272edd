package org.bailiwick.node.writer;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.node.lookup.RowLookup;

/**
 * The database reads and writes of one request. It uses the entity manager only: no call to another
 * node, no HSM, no wait. It runs in the writer's thread, in a transaction with units of other
 * requests, and possibly again after a rollback, so it must not change anything but the database.
 */
@FunctionalInterface
public interface UnitOfWork {
  void apply(EntityManager em);

  /**
   * The lookups of {@link #apply}, so that one statement reads the rows for all units of a batch. A
   * lookup that is not named here reads its rows itself.
   */
  default Stream<RowLookup> lookups() {
    return Stream.empty();
  }

  /**
   * Writes rows that refer to rows of {@link #apply} by a foreign key. The entity manager does not
   * know such references, so these rows are written after the batch's other rows.
   */
  default void applyReferring(EntityManager em) {}

  /** Nothing to write. */
  static UnitOfWork none() {
    return em -> {};
  }

  /** A unit with its lookups. */
  static UnitOfWork asking(List<RowLookup> lookups, UnitOfWork unit) {
    return new UnitOfWork() {
      @Override
      public void apply(EntityManager em) {
        unit.apply(em);
      }

      @Override
      public Stream<RowLookup> lookups() {
        return Stream.concat(lookups.stream(), unit.lookups());
      }

      @Override
      public void applyReferring(EntityManager em) {
        unit.applyReferring(em);
      }
    };
  }

  /** This unit and one with rows that refer to its rows, for {@link #applyReferring}. */
  default UnitOfWork thenReferring(UnitOfWork referring) {
    UnitOfWork first = this;
    return new UnitOfWork() {
      @Override
      public void apply(EntityManager em) {
        first.apply(em);
      }

      @Override
      public Stream<RowLookup> lookups() {
        return Stream.concat(first.lookups(), referring.lookups());
      }

      @Override
      public void applyReferring(EntityManager em) {
        first.applyReferring(em);
        referring.apply(em);
      }
    };
  }

  /** This unit and then another in one transaction; if one fails, nothing is stored. */
  default UnitOfWork and(UnitOfWork next) {
    return all(List.of(this, next));
  }

  /** All units in order in one transaction; if one fails, nothing is stored. */
  static UnitOfWork all(List<UnitOfWork> units) {
    return new UnitOfWork() {
      @Override
      public void apply(EntityManager em) {
        units.forEach(unit -> unit.apply(em));
      }

      @Override
      public Stream<RowLookup> lookups() {
        return units.stream().flatMap(UnitOfWork::lookups);
      }

      @Override
      public void applyReferring(EntityManager em) {
        units.forEach(unit -> unit.applyReferring(em));
      }
    };
  }
}
