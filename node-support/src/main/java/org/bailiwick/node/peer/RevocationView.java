package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;

/**
 * Answers from memory whether a certificate is revoked; called on every request for the leaf and
 * each intermediate.
 */
@FunctionalInterface
public interface RevocationView {
  /** The state of a certificate whose path ends in the anchor; never throws and never waits. */
  RevocationState stateOf(X509Certificate certificate, Anchor anchor);

  /** Combines a view for this domain's anchors and one for those of partners. */
  static RevocationView of(RevocationView own, RevocationView foreign) {
    return (certificate, anchor) ->
        switch (anchor.use()) {
          case AGENTS, OPERATORS -> own.stateOf(certificate, anchor);
          case FOREIGN, PARTNER_NODES -> foreign.stateOf(certificate, anchor);
        };
  }
}
