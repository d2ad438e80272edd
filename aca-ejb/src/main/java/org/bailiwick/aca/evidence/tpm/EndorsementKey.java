package org.bailiwick.aca.evidence.tpm;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;

/**
 * The endorsement key of a TPM that a trusted vendor vouches for.
 *
 * @param issuer distinguished name of the vendor's issuing CA (RFC 2253 form)
 * @param serialNumber serial number of the certificate, in hex, unique for the issuer
 * @param certificateDigest SHA-256 of the certificate
 * @param anchor the vendor's trust anchor, as roots of trust name it
 */
record EndorsementKey(
    PublicKey key,
    Template template,
    String issuer,
    String serialNumber,
    Octets certificateDigest,
    String anchor) {

  /**
   * The template of the key. It follows from the key (TCG EK Credential Profile, annex B, templates
   * L-1, L-2 and H-1 to H-7).
   */
  enum Template {
    STRENGTH_128(TpmHash.SHA256, 128),
    STRENGTH_192(TpmHash.SHA384, 256);

    private final TpmHash hash;
    private final int aesBits;

    Template(TpmHash hash, int aesBits) {
      this.hash = hash;
      this.aesBits = aesBits;
    }

    TpmHash hash() {
      return hash;
    }

    int aesBits() {
      return aesBits;
    }

    /** The template of an accepted key; empty if there is none. */
    static Optional<Template> of(PublicKey key) {
      int bits =
          switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength();
            case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize();
            default -> 0;
          };
      return switch (bits) {
        case 2048, 256 -> Optional.of(STRENGTH_128);
        case 3072, 4096, 384 -> Optional.of(STRENGTH_192);
        default -> Optional.empty();
      };
    }
  }
}
