package org.bailiwick.node.secretstore;

import org.bailiwick.contract.problem.ProblemException;

/**
 * The keys that wrap secrets, by label. Each method throws a {@link ProblemException} of type
 * SIGNER_UNAVAILABLE when the key or its token is not available.
 */
public interface WrappingKeys {

  /** Makes a key of this label, which nothing has yet. */
  void make(String label);

  /** Deletes a key that wraps nothing. */
  void delete(String label);

  byte[] wrap(String label, byte[] secret, byte[] context);

  /** The secret that {@link #wrap} had, if key and context are the same. */
  byte[] unwrap(String label, byte[] wrapped, byte[] context);
}
