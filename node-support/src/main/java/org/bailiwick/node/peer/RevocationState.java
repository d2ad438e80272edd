package org.bailiwick.node.peer;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** What is known of a certificate's revocation. Unknown is a refusal: this node fails closed. */
public sealed interface RevocationState {
  /** Not revoked, by knowledge that is fresh enough. */
  record Good() implements RevocationState {}

  /** Revoked, from this moment on. */
  record Revoked(RevocationReason reason, Instant at) implements RevocationState {}

  /** No knowledge, or none that is fresh enough; {@code why} is for the audit log. */
  record Unknown(String why) implements RevocationState {}
}
