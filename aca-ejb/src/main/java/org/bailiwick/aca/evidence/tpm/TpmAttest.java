package org.bailiwick.aca.evidence.tpm;

import java.util.Arrays;
import org.bailiwick.aca.claims.Octets;

/**
 * Reads the statements of a TPM that an attestation key signs (TPMS_ATTEST, part 2 section
 * 10.12.12).
 */
final class TpmAttest {

  /** TPM_GENERATED; no other data that a restricted key signs begins with it. */
  private static final int MAGIC = 0xff544347;

  private static final int CERTIFY = 0x8017;
  private static final int QUOTE = 0x8018;
  private static final int MAX_NAME = 66;
  private static final int MAX_QUALIFYING = 64;
  private static final int CLOCK_AND_FIRMWARE = 8 + 4 + 4 + 1 + 8;

  private TpmAttest() {}

  /** The name of the certified key in a TPM2_Certify for this qualifying data. */
  static Octets certifiedName(String what, byte[] octets, byte[] qualifying) {
    TpmReader in = TpmReader.of(what, octets);
    readHead(in, CERTIFY, qualifying);
    byte[] name = in.sized(MAX_NAME);
    in.sized(MAX_NAME); // qualified name
    in.end();
    return Octets.of(name);
  }

  /** The PCRs in a TPM2_Quote for this qualifying data. */
  static QuotedPcrs quotedPcrs(String what, byte[] octets, byte[] qualifying) {
    TpmReader in = TpmReader.of(what, octets);
    readHead(in, QUOTE, qualifying);
    QuotedPcrs quoted = QuotedPcrs.read(in);
    in.end();
    return quoted;
  }

  private static void readHead(TpmReader in, int type, byte[] qualifying) {
    if (in.number32() != MAGIC) {
      throw in.unknown("magic");
    }
    if (in.number16() != type) {
      throw in.unknown("type");
    }
    in.sized(MAX_NAME); // signer, which the signature proves
    if (!Arrays.equals(in.sized(MAX_QUALIFYING), qualifying)) {
      throw in.unknown("nonce");
    }
    in.take(CLOCK_AND_FIRMWARE);
  }
}
