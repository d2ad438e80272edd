package org.bailiwick.node.writer;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.node.lookup.RowLookup;

/**
 * The reads and writes of one request that are to be durable. It may read and write through the
 * entity manager and nothing else: no call to another node, no HSM, no wait. It runs in the
 * writer's thread, possibly together with units of other requests, and possibly more than once
 * (each time after a roll-back), so it must not change anything but the database.
 */
@FunctionalInterface
public interface UnitOfWork {
  void apply(EntityManager em);

  /**
   * Rows that {@link #apply} asks for, so that those of all units of a batch are read by one
   * statement. A lookup that is not named here reads its rows when it is asked.
   */
  default Stream<RowLookup> lookups() {
    return Stream.empty();
  }

  /**
   * Writes rows that refer to rows of {@link #apply}. The entity manager does not know the order of
   * rows that refer to one another by key only, so these wait until the others of the batch are in
   * the database.
   */
  default void applyReferring(EntityManager em) {}

  /** Nothing to write. */
  static UnitOfWork none() {
    return em -> {};
  }

  /** A unit with the lookups that it asks. */
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

  /**
   * This and then, when the rows of the whole batch are in the database, rows that refer to them.
   */
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

  /** This and then the other, in one transaction; nothing of either if one of them refuses. */
  default UnitOfWork and(UnitOfWork next) {
    return all(List.of(this, next));
  }

  /** All of these, one after the other, in one transaction; nothing of them if one refuses. */
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
