package org.bailiwick.broker.aws;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The temporary credentials of a role.
 *
 * @param until their end
 */
record RoleSession(String accessKeyId, String secret, String token, Instant until) {
  AwsKeys keys() {
    return new AwsKeys(accessKeyId, secret.getBytes(StandardCharsets.US_ASCII), Optional.of(token));
  }

  /** Omits the secrets. */
  @Override
  public String toString() {
    return "RoleSession[" + accessKeyId + " " + until + "]";
  }
}
