package org.bailiwick.master.account;

import java.time.Instant;

/**
 * A secret of an account as its row has it.
 *
 * @param id of an API key its public part
 * @param digest what the secret is compared with; empty for a shared secret, which is kept wrapped
 */
public record StoredSecret(
    String id, String account, String digest, Instant createdAt, Instant expiresAt) {

  boolean isOver(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** The digest is nothing to be read in logs. */
  @Override
  public String toString() {
    return "StoredSecret[" + id + "]";
  }
}
