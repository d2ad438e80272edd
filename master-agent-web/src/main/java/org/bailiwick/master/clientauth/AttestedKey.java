package org.bailiwick.master.clientauth;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.master.dpop.ProvedClient;

/**
 * The key of a client instance, which an attester has attested.
 *
 * @param clientId whose instance it is
 * @param thumbprint of the key (RFC 7638 with SHA-256)
 * @param pop the proof of possession; empty when the DPoP proof is that
 */
public record AttestedKey(
    String clientId,
    ProvedClient.Attestation attestation,
    String thumbprint,
    Optional<Possession> pop) {

  /**
   * A verified proof of possession, which has not been used yet.
   *
   * @param end when no node accepts it any more
   */
  record Possession(String jti, Instant end) {}
}
