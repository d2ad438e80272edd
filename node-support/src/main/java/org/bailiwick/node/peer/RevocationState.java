package org.bailiwick.node.peer;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/**
 * The known state of a certificate's revocation. An unknown state is refused: the node fails
 * closed.
 */
public sealed interface RevocationState {
  /** Not revoked, by knowledge that is fresh enough. */
  record Good() implements RevocationState {}

  /** Revoked, from this moment on. */
  record Revoked(RevocationReason reason, Instant at) implements RevocationState {}

  /** No knowledge, or none that is fresh enough; {@code why} is for the audit log. */
  record Unknown(String why) implements RevocationState {}
}
