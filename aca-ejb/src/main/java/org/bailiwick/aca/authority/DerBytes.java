package org.bailiwick.aca.authority;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.aca.der.DerParts;

/**
 * Builds DER values from parts that are encoded already, and does not change the parts (X.690
 * sections 8.1 and 10.1). A part that never changes is encoded once, and a part that was examined
 * stays the same octet for octet.
 */
public final class DerBytes {

  private static final byte[] NO_UNUSED_BITS = {0};

  private DerBytes() {}

  public static byte[] sequence(byte[]... parts) {
    return value(DerCursor.SEQUENCE, parts);
  }

  /** A bit string of whole octets. */
  public static byte[] bitString(byte[] octets) {
    return value(DerCursor.BIT_STRING, NO_UNUSED_BITS, octets);
  }

  /** A value of any tag below 31, given as its identifier octet. */
  public static byte[] value(int identifier, byte[]... parts) {
    DerParts whole = new DerParts();
    for (byte[] part : parts) {
      whole.add(part);
    }
    return whole.within(identifier);
  }

  /** The certificate as it was issued. */
  public static byte[] of(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a parsed certificate has an encoding", impossible);
    }
  }

  /** The first value inside of a SEQUENCE, which is the signed body of a certificate or CRL. */
  public static byte[] firstIn(byte[] sequence) {
    return DerCursor.over(sequence).enter(DerCursor.SEQUENCE).whole();
  }
}
