package org.bailiwick.master.httpsignature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.node.jose.JwsAlgorithm;

/**
 * The signature of a request that covers what it must and is in time. Whose it is is known after
 * {@link #isMadeBy}. Only {@link RequestSignatures} makes one.
 */
public final class RequestSignature {

  /** The name in the registry of RFC 9421 section 6.2. */
  static final String HMAC = "hmac-sha256";

  private static final String MAC = "HmacSHA256";

  private final SignatureFields fields;
  private final byte[] base;

  RequestSignature(SignatureFields fields, byte[] base) {
    this.fields = fields;
    this.base = base.clone();
  }

  /** The name of the secret that the request claims, which is not verified. */
  public String keyId() {
    return fields.names().keyId().orElse("");
  }

  /** Whether the key has made the signature, by the algorithm of this name in JOSE. */
  public boolean isMadeBy(PublicKey key, String algorithm) {
    byte[] value = HexFormat.of().parseHex(fields.value());
    return JwsAlgorithm.find(algorithm).filter(alg -> alg.accepts(key, base, value)).isPresent();
  }

  /** Whether the secret has made the signature (RFC 9421 section 3.3.3); in constant time. */
  public boolean isMadeBy(byte[] secret) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret, MAC));
      byte[] expected = mac.doFinal(base);
      return MessageDigest.isEqual(expected, HexFormat.of().parseHex(fields.value()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + MAC, e);
    }
  }

  /** The value of {@code wimse-aud}; empty if there is none. */
  String audience() {
    return fields.names().audience().orElse("");
  }

  String nonce() {
    return fields.names().nonce();
  }

  Instant end() {
    return Instant.ofEpochSecond(fields.times().expires());
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
