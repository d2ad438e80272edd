package org.bailiwick.aca.ocsp;

import java.math.BigInteger;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A client's name for one certificate (CertID, RFC 6960 section 4.1.1).
 *
 * @param der as the client sent it; the answer repeats it, and is kept under it
 */
record CertificateId(Octets der, IssuerHash issuer, SerialNumber serial) {

  /** An issuer by the digests of its name and key, under the hash algorithm of this OID. */
  record IssuerHash(Octets algorithm, Octets name, Octets key) {}

  static CertificateId read(DerCursor from) throws MalformedRequestException {
    byte[] der = from.whole(DerCursor.SEQUENCE);
    DerCursor in = DerCursor.over(der).enter(DerCursor.SEQUENCE);
    DerCursor algorithm = in.enter(DerCursor.SEQUENCE);
    Octets oid = Octets.of(algorithm.content(DerCursor.OBJECT_IDENTIFIER));
    if (algorithm.hasMore() && algorithm.content(DerCursor.NULL).length > 0) {
      throw new MalformedRequestException("a hash algorithm has parameters");
    }
    algorithm.requireEnd();
    Octets name = Octets.of(in.content(DerCursor.OCTET_STRING));
    Octets key = Octets.of(in.content(DerCursor.OCTET_STRING));
    SerialNumber serial = serial(in.content(DerCursor.INTEGER));
    in.requireEnd();
    return new CertificateId(Octets.of(der), new IssuerHash(oid, name, key), serial);
  }

  private static SerialNumber serial(byte[] content) throws MalformedRequestException {
    boolean padded = content.length > 1 && content[0] == 0 && content[1] >= 0;
    if (content.length == 0 || padded) {
      throw new MalformedRequestException("a serial number is not in its shortest form");
    }
    try {
      return new SerialNumber(new BigInteger(content));
    } catch (ProblemException outOfRange) {
      throw new MalformedRequestException("a serial number is none of RFC 5280");
    }
  }
}
