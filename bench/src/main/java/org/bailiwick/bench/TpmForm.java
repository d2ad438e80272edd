package org.bailiwick.bench;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;
import org.bailiwick.contract.credential.Sha256;

/** Encodes structures of the TPM 2.0 Library, part 2, for a P-256 key, ECDSA and SHA-256. */
final class TpmForm {
  /**
   * The attributes fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth and sign; an
   * attestation key is also restricted.
   */
  static final int SIGNING_KEY = 0x0004_0072;

  static final int ATTESTATION_KEY = 0x0005_0072;

  private static final HexFormat HEX = HexFormat.of();
  private static final int COORDINATE = 32;

  /** No symmetric algorithm; TPM_ALG_ECDSA with SHA-256; TPM_ECC_NIST_P256; no key derivation. */
  private static final byte[] P256_ECDSA = HEX.parseHex("00100018000b00030010");

  /** TPM_ALG_ECC with SHA-256 as name algorithm. */
  private static final byte[] ECC_SHA256 = HEX.parseHex("0023000b");

  private static final byte[] TPM_GENERATED = HEX.parseHex("ff544347");

  /** Clock, counts of resets and restarts, and firmware version, which the authority ignores. */
  private static final byte[] CLOCK_AND_FIRMWARE = new byte[8 + 4 + 4 + 1 + 8];

  private TpmForm() {}

  /** TPM2B_PUBLIC of this key. */
  static byte[] publicArea(ECPublicKey key, int attributes) {
    return sized(
        joined(
            ECC_SHA256,
            number(attributes),
            sized(), // no policy
            P256_ECDSA,
            sized(coordinate(key.getW().getAffineX())),
            sized(coordinate(key.getW().getAffineY()))));
  }

  /** The object's name: the id of SHA-256, and the digest of the content of {@code publicArea}. */
  static byte[] name(byte[] publicArea) {
    byte[] content = new byte[publicArea.length - Short.BYTES];
    System.arraycopy(publicArea, Short.BYTES, content, 0, content.length);
    return joined(HEX.parseHex("000b"), Sha256.of(content));
  }

  /** TPMS_ATTEST of TPM2_Certify, which says that an object of this name is in the TPM. */
  static byte[] certified(byte[] signer, byte[] qualifying, byte[] name) {
    return attested("8017", signer, qualifying, joined(sized(name), sized(name)));
  }

  /** TPMS_ATTEST of TPM2_Quote over PCR 0 of the SHA-256 bank. */
  static byte[] quoted(byte[] signer, byte[] qualifying, byte[] pcr) {
    return attested(
        "8018",
        signer,
        qualifying,
        joined(HEX.parseHex("00000001000b03010000"), sized(Sha256.of(pcr))));
  }

  /** TPMT_SIGNATURE over these octets. */
  static byte[] signature(KeyPair signer, byte[] octets) throws GeneralSecurityException {
    Signature ecdsa = Signature.getInstance("SHA256withECDSAinP1363Format");
    ecdsa.initSign(signer.getPrivate());
    ecdsa.update(octets);
    byte[] both = ecdsa.sign();
    byte[] r = new byte[COORDINATE];
    byte[] s = new byte[COORDINATE];
    ByteBuffer.wrap(both).get(r).get(s);
    return joined(HEX.parseHex("0018000b"), sized(r), sized(s));
  }

  /** The length of the parts in two octets, and then the parts. */
  static byte[] sized(byte[]... parts) {
    byte[] content = joined(parts);
    return joined(
        ByteBuffer.allocate(Short.BYTES).putShort((short) content.length).array(), content);
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private static byte[] attested(String type, byte[] signer, byte[] qualifying, byte[] content) {
    return joined(
        TPM_GENERATED,
        HEX.parseHex(type),
        sized(signer),
        sized(qualifying),
        CLOCK_AND_FIRMWARE,
        content);
  }

  private static byte[] coordinate(BigInteger value) {
    byte[] digits = value.toByteArray();
    int length = Math.min(digits.length, COORDINATE);
    byte[] padded = new byte[COORDINATE];
    System.arraycopy(digits, digits.length - length, padded, COORDINATE - length, length);
    return padded;
  }
}
