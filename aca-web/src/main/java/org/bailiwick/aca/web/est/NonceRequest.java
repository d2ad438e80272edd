package org.bailiwick.aca.web.est;

import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.est.EstNonces;
import org.bailiwick.contract.problem.ProblemException;

/** The body of a nonce request (draft-ietf-lamps-attestation-freshness-08 section 5). */
final class NonceRequest {

  static final String TYPE = "application/est-attestation-freshness+json";

  private NonceRequest() {}

  /**
   * The requested number of octets. The requested kind of evidence is ignored, since nonces are the
   * same for all kinds.
   *
   * @throws ProblemException MALFORMED_REQUEST
   */
  static int octets(byte[] body) {
    return Claims.parse("est-nonce", body).count("len").orElse(EstNonces.DEFAULT_OCTETS);
  }
}
