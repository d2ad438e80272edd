package org.bailiwick.contract.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/**
 * Makes mutated content with a valid signature, which a trusted signer could send. Only such input
 * reaches the code after the signature check. Keys are on P-256.
 */
public final class Resigned {

  private Resigned() {}

  /** A certificate, CRL or PKCS#10 request with a mutated signed part and a new signature. */
  public static byte[] der(byte[] seed, Choices choices, PrivateKey key) {
    List<DerTree> parts = DerTree.parse(seed).getFirst().inside;
    byte[] signed = DerMutation.of(parts.getFirst().encode(), choices);
    ByteArrayOutputStream bits = new ByteArrayOutputStream();
    bits.write(0);
    bits.writeBytes(sign("SHA256withECDSA", key, signed));
    DerTree whole = DerTree.parse(seed).getFirst();
    whole.inside.clear();
    whole.content = signed;
    whole.inside.add(parts.get(1));
    whole.inside.add(DerTree.leaf(parts.get(2).tag, bits.toByteArray()));
    return whole.encode();
  }

  /** A compact JWS (RFC 7515 section 7.1), signed by ES256 even if the header differs. */
  public static String jws(byte[] header, byte[] claims, PrivateKey key) {
    String signed = base64(header) + "." + base64(claims);
    byte[] octets = signed.getBytes(StandardCharsets.US_ASCII);
    return signed + "." + base64(sign("SHA256withECDSAinP1363Format", key, octets));
  }

  private static String base64(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static byte[] sign(String algorithm, PrivateKey key, byte[] content) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
