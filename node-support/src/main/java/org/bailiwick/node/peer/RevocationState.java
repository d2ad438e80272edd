package org.bailiwick.node.peer;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** The revocation state of a certificate, as far as the node knows it; unknown is refused. */
public sealed interface RevocationState {
  /** Not revoked, by data that are fresh enough. */
  record Good() implements RevocationState {}

  /** Revoked, from this moment on. */
  record Revoked(RevocationReason reason, Instant at) implements RevocationState {}

  /** There are no data, or none that are fresh enough; {@code why} is for the log. */
  record Unknown(String why) implements RevocationState {}
}
