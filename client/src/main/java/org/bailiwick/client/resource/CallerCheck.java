package org.bailiwick.client.resource;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Refuses the certificate of a caller that the handshake has verified but that does not count now,
 * above all a revoked one. {@code status.requireGood(chain, "peer")} of {@link
 * org.bailiwick.client.revocation.RevocationStatus} is such a check.
 */
@FunctionalInterface
public interface CallerCheck {
  /** Throws a ProblemException for a chain, leaf first, that does not count. */
  void require(List<X509Certificate> chain);
}
