package org.bailiwick.node.statuslist;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;

/** What a component's ledger says of the tokens that have places. */
public interface StatusSource {

  /** The places of tokens that were revoked after this time, also of some before it. */
  List<StatusPlace> revokedAfter(EntityManager em, Instant after);

  /** The places of tokens that do not count for now. */
  default List<StatusPlace> suspended(EntityManager em) {
    return List.of();
  }
}
