package org.bailiwick.broker.aws;

import java.util.Optional;

/** Keys with which a request is signed. */
final class AwsKeys {
  private final String accessKeyId;
  private final byte[] secret;
  private final Optional<String> sessionToken;

  /**
   * Keys of a user or of the session of a role.
   *
   * @param secret the secret access key; no copy is made, and whoever gave it overwrites it
   * @param sessionToken of the session of a role; empty for a static key
   */
  AwsKeys(String accessKeyId, byte[] secret, Optional<String> sessionToken) {
    this.accessKeyId = accessKeyId;
    this.secret = secret;
    this.sessionToken = sessionToken;
  }

  String accessKeyId() {
    return accessKeyId;
  }

  byte[] secret() {
    return secret;
  }

  Optional<String> sessionToken() {
    return sessionToken;
  }

  /** Omits both secrets. */
  @Override
  public String toString() {
    return "AwsKeys[" + accessKeyId + "]";
  }
}
