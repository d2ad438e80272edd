package org.bailiwick.master.personsession;

import java.security.SecureRandom;
import java.util.Base64;
import org.bailiwick.contract.credential.Sha256;

/** A secret of 256 random bits that is sent once; rows have its digest. */
public record OneTimeSecret(String value) {

  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  public static OneTimeSecret random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new OneTimeSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The hex SHA-256, by which the row is found. */
  public String digest() {
    return Sha256.hex(value);
  }

  /** Omits the secret. */
  @Override
  public String toString() {
    return "OneTimeSecret";
  }
}
