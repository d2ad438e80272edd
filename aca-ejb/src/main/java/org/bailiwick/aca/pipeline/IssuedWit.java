package org.bailiwick.aca.pipeline;

import java.time.Instant;

/** A Workload Identity Token for a credential's key, on record and signed. */
public record IssuedWit(String compact, Instant expiresAt) {

  /** Omits the token. */
  @Override
  public String toString() {
    return "IssuedWit until " + expiresAt;
  }
}
