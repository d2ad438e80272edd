package org.bailiwick.aca.evidence.tpm;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.node.signature.Verification;

/**
 * An accepted signature scheme of a TPM (TPMT_SIG_SCHEME).
 *
 * @param hash the hash of the message
 */
record TpmScheme(Kind kind, TpmHash hash) {

  /** TPM_ALG_NULL: each signature may use another scheme. */
  private static final int NONE = 0x0010;

  /** Signature schemes of the TCG Algorithm Registry. */
  enum Kind {
    RSASSA(0x0014, "RSA"),
    RSAPSS(0x0016, "RSA"),
    ECDSA(0x0018, "EC");

    private final int id;
    private final String keys;

    Kind(int id, String keys) {
      this.id = id;
      this.keys = keys;
    }

    /** Whether keys of this JCA algorithm use the scheme. */
    boolean fits(String algorithm) {
      return keys.equals(algorithm);
    }
  }

  static Optional<TpmScheme> readOptional(TpmReader in) {
    int id = in.number16();
    return id == NONE ? Optional.empty() : Optional.of(of(id, in));
  }

  static TpmScheme read(TpmReader in) {
    return of(in.number16(), in);
  }

  private static TpmScheme of(int id, TpmReader in) {
    Kind kind =
        Stream.of(Kind.values())
            .filter(each -> each.id == id)
            .findAny()
            .orElseThrow(() -> in.unknown("scheme"));
    return new TpmScheme(kind, TpmHash.read(in));
  }

  /** Whether this is the key's signature of the message, for ECDSA in DER. */
  boolean accepts(PublicKey key, byte[] message, byte[] signature) {
    return kind.fits(key.getAlgorithm())
        && verifications(key).stream().anyMatch(each -> each.accepts(key, message, signature));
  }

  private List<Verification> verifications(PublicKey key) {
    return switch (kind) {
      case ECDSA -> List.of(Verification.by(hash.name() + "withECDSA"));
      case RSASSA -> List.of(Verification.by(hash.name() + "withRSA"));
      // Part 1 annex B.7: the salt is as long as the key allows, or as the hash in FIPS mode.
      case RSAPSS ->
          Stream.of(hash.octets(), longestSalt((RSAPublicKey) key)).map(this::pss).toList();
    };
  }

  private int longestSalt(RSAPublicKey key) {
    return (key.getModulus().bitLength() + 6) / Byte.SIZE - hash.octets() - 2;
  }

  private Verification pss(int salt) {
    return Verification.by(
        "RSASSA-PSS",
        new PSSParameterSpec(
            hash.digestName(), "MGF1", new MGF1ParameterSpec(hash.digestName()), salt, 1));
  }
}
