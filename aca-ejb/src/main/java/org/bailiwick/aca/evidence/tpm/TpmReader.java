package org.bailiwick.aca.evidence.tpm;

import java.nio.ByteOrder;
import org.bailiwick.aca.claims.OctetReader;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Reads a structure of a TPM in its wire form (TPM 2.0 Library part 1, annex on marshalling): big
 * endian numbers, and sized buffers after a length of two octets. It refuses a structure that is
 * too short or too long; {@code what} names the structure in the refusal.
 */
final class TpmReader extends OctetReader {

  private final String what;

  private TpmReader(String what, byte[] octets) {
    super(octets, ByteOrder.BIG_ENDIAN);
    this.what = what;
  }

  static TpmReader of(String what, byte[] octets) {
    return new TpmReader(what, octets);
  }

  /** Reads the content of a sized buffer (TPM2B) of exactly these octets. */
  static TpmReader inside(String what, byte[] sized) {
    TpmReader outer = of(what, sized);
    byte[] content = outer.sized(sized.length);
    outer.end();
    return of(what, content);
  }

  /** A sized buffer of at most {@code max} octets. */
  byte[] sized(int max) {
    int length = number16();
    if (length > max) {
      throw malformed();
    }
    return take(length);
  }

  /** The refusal of an unknown value. */
  ProblemException unknown(String part) {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED,
        what + "-" + part,
        "The TPM's " + what + " names a " + part + " that is not accepted.");
  }

  @Override
  public ProblemException malformed() {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED,
        what + "-malformed",
        "The TPM's " + what + " is not in the form of TPM 2.0.");
  }
}
