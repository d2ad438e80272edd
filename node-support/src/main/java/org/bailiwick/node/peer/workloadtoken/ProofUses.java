package org.bailiwick.node.peer.workloadtoken;

import java.time.Instant;

/** The uses of proofs that all nodes of a component share, so that none counts twice. */
@FunctionalInterface
public interface ProofUses {

  /**
   * Stores the use of a proof, durably.
   *
   * @param key digest of the key that made the proof
   * @param end after this time the proof is worthless and its use may be forgotten
   * @return false if the proof was used before, at whatever node
   */
  boolean add(String key, String id, Instant end);
}
