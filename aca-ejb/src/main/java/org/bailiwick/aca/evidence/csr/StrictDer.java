package org.bailiwick.aca.evidence.csr;

import static org.bailiwick.aca.evidence.csr.CertificationRequest.refused;

import java.io.IOException;
import java.util.Arrays;
import org.bailiwick.contract.problem.ProblemException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Accepts only DER (X.690 section 10): one value, definite minimal lengths, no trailing octets, and
 * equal to its re-encoding. Nesting is bounded first, since parsers recurse.
 */
final class StrictDer {

  private static final int MAX_OCTETS = 16_384;
  private static final int MAX_DEPTH = 32;
  private static final int CONSTRUCTED = 0x20;

  private final byte[] der;

  private StrictDer(byte[] der) {
    this.der = der;
  }

  static ASN1Primitive parse(byte[] der) {
    if (der.length > MAX_OCTETS) {
      throw refused("csr-too-large", "The CSR is larger than 16384 octets.");
    }
    if (new StrictDer(der).walk(0, der.length, 0) != 1) {
      throw notDer();
    }
    try {
      ASN1Primitive value = ASN1Primitive.fromByteArray(der);
      if (Arrays.equals(value.getEncoded(ASN1Encoding.DER), der)) {
        return value;
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException invalid) {
      throw notDer();
    }
    throw notDer();
  }

  /** Counts the values from start to end, and checks constructed ones recursively. */
  private int walk(int start, int end, int depth) {
    if (depth > MAX_DEPTH) {
      throw refused("csr-nesting", "The CSR is nested too deeply.");
    }
    int count = 0;
    for (int at = start; at < end; count++) {
      int tag = der[at++] & 0xff;
      if ((tag & 0x1f) == 0x1f || at >= end) {
        throw notDer(); // no structure of PKCS#10 has a tag above 30
      }
      int length = der[at++] & 0xff;
      if (length > 0x7f) {
        int octets = length & 0x7f;
        if (octets == 0 || octets > 3 || end - at < octets) {
          throw notDer();
        }
        length = 0;
        for (int i = 0; i < octets; i++) {
          length = (length << 8) | (der[at++] & 0xff);
        }
      }
      if (length > end - at) {
        throw notDer();
      }
      if ((tag & CONSTRUCTED) != 0) {
        walk(at, at + length, depth + 1);
      }
      at += length;
    }
    return count;
  }

  private static ProblemException notDer() {
    return refused("csr-der", "The CSR is not a PKCS#10 request in strict DER.");
  }
}
