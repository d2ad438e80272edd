package org.bailiwick.client.work;

import java.util.Optional;

/**
 * Remembers the answer of every finished order; an agent whose work has effects gives one that
 * survives a crash.
 */
public interface AnswerStore {
  /** An answer as JSON text, with the digest of the order it answers. */
  record Answer(String orderDigest, String output) {}

  Optional<Answer> find(String idempotencyKey);

  /** Keeps the first answer; returns after it is durable. */
  void keep(String idempotencyKey, Answer answer);
}
