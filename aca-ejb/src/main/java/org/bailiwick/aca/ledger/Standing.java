package org.bailiwick.aca.ledger;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** What the ledger says of one certificate. */
public sealed interface Standing {

  /** Issued and not revoked; whether it has expired, its own dates say. */
  record Good() implements Standing {}

  /** Ended before its time; so is a reservation that was revoked and never handed out. */
  record Revoked(Instant at, RevocationReason reason) implements Standing {}

  /** Never issued under this issuer: nobody can hold it. */
  record Unknown() implements Standing {}
}
