package org.bailiwick.aca.evidence.tpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key derivation functions of TPMs with this hash (part 1 section 11.4.10). */
record TpmKdf(TpmHash hash) {

  /** KDFa: SP 800-108 in counter mode over HMAC. */
  byte[] fromKey(byte[] key, String label, byte[] context, int octets) {
    ByteArrayOutputStream derived = new ByteArrayOutputStream();
    for (int counter = 1; derived.size() < octets; counter++) {
      derived.writeBytes(
          mac(key, number(counter), label(label), context, number(octets * Byte.SIZE)));
    }
    return Arrays.copyOf(derived.toByteArray(), octets);
  }

  /** KDFe: SP 800-56A over an ECDH secret; {@code parties} are both x-coordinates. */
  byte[] fromAgreement(byte[] secret, String label, byte[] parties, int octets) {
    ByteArrayOutputStream derived = new ByteArrayOutputStream();
    for (int counter = 1; derived.size() < octets; counter++) {
      derived.writeBytes(hash.of(number(counter), secret, label(label), parties));
    }
    return Arrays.copyOf(derived.toByteArray(), octets);
  }

  byte[] mac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(hash.macName());
      mac.init(new SecretKeySpec(key, hash.macName()));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + hash.macName(), impossible);
    }
  }

  /** A label with its final zero octet. */
  static byte[] label(String text) {
    return (text + '\0').getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
