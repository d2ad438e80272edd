package org.bailiwick.node.records;

import java.util.List;
import java.util.Optional;

/** The signed statements on archived rows, from a component's database. */
public interface ArchivedRows {

  /** For a component that archives no rows. */
  ArchivedRows NONE =
      new ArchivedRows() {
        @Override
        public List<String> read(long from, int limit) {
          return List.of();
        }

        @Override
        public Optional<String> newest() {
          return Optional.empty();
        }
      };

  /** Signed statements from this number on, counted from 1. */
  List<String> read(long from, int limit);

  /** The newest statement; empty as long as nothing was archived. */
  Optional<String> newest();
}
