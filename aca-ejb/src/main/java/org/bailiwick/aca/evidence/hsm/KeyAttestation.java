package org.bailiwick.aca.evidence.hsm;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * The attestation of a key by the YubiHSM 2 that holds it.
 *
 * @param serialNumber of the HSM
 * @param origin bits: 1 generated, 2 imported, 16 imported under wrap, with one of the others
 * @param capabilities a bit for each capability, by its number
 */
record KeyAttestation(BigInteger serialNumber, long origin, long capabilities) {

  private static final long GENERATED = 1;

  /** YubiHSM 2 User Guide, "Capability": the key may be exported under a wrap key. */
  private static final int EXPORTABLE_UNDER_WRAP = 16;

  /** The highest number of a published capability. */
  private static final int LAST_KNOWN = 55;

  private static final int SIGN_PKCS = 5;
  private static final int SIGN_PSS = 6;
  private static final int SIGN_ECDSA = 7;
  private static final int SIGN_EDDSA = 8;

  /** Whether the key was made in this HSM and never imported under wrap. */
  boolean isGenerated() {
    return origin == GENERATED;
  }

  boolean isExportable() {
    return (capabilities & bit(EXPORTABLE_UNDER_WRAP)) != 0;
  }

  boolean hasUnknownCapability() {
    return capabilities >>> (LAST_KNOWN + 1) != 0;
  }

  /** Whether the HSM signs any data with this key, by a scheme that fits the key. */
  boolean signsWith(PublicKey key) {
    long schemes =
        switch (key) {
          case RSAPublicKey rsa -> bit(SIGN_PKCS) | bit(SIGN_PSS);
          case ECPublicKey ec -> bit(SIGN_ECDSA);
          case EdECPublicKey ed -> bit(SIGN_EDDSA);
          default -> 0;
        };
    return (capabilities & schemes) != 0;
  }

  private static long bit(int capability) {
    return 1L << capability;
  }
}
