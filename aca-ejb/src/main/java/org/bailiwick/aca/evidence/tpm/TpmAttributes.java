package org.bailiwick.aca.evidence.tpm;

/**
 * The attributes of a TPM object (TPMA_OBJECT, part 2 section 8.3) by which the use of a key is
 * verified.
 */
record TpmAttributes(int bits) {

  /** fixedTPM, fixedParent, sensitiveDataOrigin: the TPM made the key, and it can't leave it. */
  private static final int MADE_IN_TPM = 1 << 1 | 1 << 4 | 1 << 5;

  private static final int RESTRICTED = 1 << 16;
  private static final int DECRYPT = 1 << 17;
  private static final int SIGN = 1 << 18;

  /** All bits that the library specification defines. */
  private static final int DEFINED =
      MADE_IN_TPM
          | 1 << 2
          | 1 << 6
          | 1 << 7
          | 1 << 10
          | 1 << 11
          | RESTRICTED
          | DECRYPT
          | SIGN
          | 1 << 19;

  static TpmAttributes read(TpmReader in) {
    int bits = in.number32();
    if ((bits & ~DEFINED) != 0) {
      throw in.unknown("attribute");
    }
    return new TpmAttributes(bits);
  }

  /** Whether the key signs only statements of its TPM. */
  boolean attests() {
    return has(MADE_IN_TPM | SIGN | RESTRICTED) && !has(DECRYPT);
  }

  /** Whether the key is the TPM's own and signs any data, as an agent's key must. */
  boolean signs() {
    return has(MADE_IN_TPM | SIGN) && (bits & (RESTRICTED | DECRYPT)) == 0;
  }

  private boolean has(int wanted) {
    return (bits & wanted) == wanted;
  }
}
