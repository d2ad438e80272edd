package org.bailiwick.broker.database;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.credential.Sha256;

/**
 * What PostgreSQL stores of a password for SCRAM-SHA-256 (RFC 5803; RFC 5802 section 3). Given in
 * this form, the password itself is in no statement, and so in no log of the server.
 */
final class ScramVerifier {
  private static final int ITERATIONS = 4096;
  private static final int SALT_BYTES = 16;
  private static final int KEY_BITS = 256;
  private static final String HMAC = "HmacSHA256";

  private ScramVerifier() {}

  /** The verifier of a password of ASCII letters and digits, which SASLprep does not change. */
  static String of(char[] password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return of(password, salt, ITERATIONS);
  }

  static String of(char[] password, byte[] salt, int iterations) {
    PBEKeySpec specification = new PBEKeySpec(password, salt, iterations, KEY_BITS);
    try {
      byte[] salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(specification)
              .getEncoded();
      byte[] storedKey = Sha256.of(hmac(salted, "Client Key"));
      byte[] serverKey = hmac(salted, "Server Key");
      Base64.Encoder base64 = Base64.getEncoder();
      return "SCRAM-SHA-256$%d:%s$%s:%s"
          .formatted(
              iterations,
              base64.encodeToString(salt),
              base64.encodeToString(storedKey),
              base64.encodeToString(serverKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    } finally {
      specification.clearPassword();
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }
}
