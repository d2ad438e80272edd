package org.bailiwick.node.statuslist;

import java.time.Duration;
import java.time.Instant;
import org.bailiwick.contract.credential.Sha256;

/**
 * A Status List Token (section 5.1).
 *
 * @param compact the JWT
 * @param tag its entity tag for HTTP
 * @param issuedAt whole seconds
 * @param timeToLive after which a reader should read it again
 */
public record SignedStatusList(
    String compact, String tag, Instant issuedAt, Instant expiresAt, Duration timeToLive) {

  static SignedStatusList of(
      String compact, Instant issuedAt, Instant expiresAt, Duration timeToLive) {
    return new SignedStatusList(compact, Sha256.hex(compact), issuedAt, expiresAt, timeToLive);
  }
}
