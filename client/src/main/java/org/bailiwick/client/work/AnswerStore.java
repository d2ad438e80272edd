package org.bailiwick.client.work;

import java.util.Optional;

/**
 * Keeps the answer to every finished order. An agent whose work has effects needs a store that
 * survives a crash.
 */
public interface AnswerStore {
  /** An answer as JSON text, with the digest of its order. */
  record Answer(String orderDigest, String output) {}

  Optional<Answer> find(String idempotencyKey);

  /** Keeps the first answer of the key, and returns when it is durable. */
  void keep(String idempotencyKey, Answer answer);
}
