package org.bailiwick.aca.pipeline;

import java.time.Instant;

/** A token that the authority issued for a credential, on record and signed. */
public record CredentialToken(String compact, Instant expiresAt) {

  /** Omits the token. */
  @Override
  public String toString() {
    return "CredentialToken until " + expiresAt;
  }
}
