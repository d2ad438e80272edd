package org.bailiwick.aca.evidence.tpm;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import org.bailiwick.aca.claims.Octets;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/**
 * A signature by a TPM (TPMT_SIGNATURE).
 *
 * @param value the signature as the Java platform expects it, for ECDSA in DER
 */
record TpmSignature(TpmScheme scheme, Octets value) {

  private static final int MAX_RSA_OCTETS = 512;
  private static final int MAX_EC_OCTETS = 66;

  static TpmSignature parse(String what, byte[] octets) {
    TpmReader in = TpmReader.of(what, octets);
    TpmScheme scheme = TpmScheme.read(in);
    byte[] value =
        switch (scheme.kind()) {
          case ECDSA -> ecdsa(in.sized(MAX_EC_OCTETS), in.sized(MAX_EC_OCTETS));
          case RSASSA, RSAPSS -> in.sized(MAX_RSA_OCTETS);
        };
    in.end();
    return new TpmSignature(scheme, Octets.of(value));
  }

  /** Whether the key made it over the message by exactly this scheme. */
  boolean isOf(PublicKey key, byte[] message, TpmScheme required) {
    return scheme.equals(required) && scheme.accepts(key, message, value.bytes());
  }

  private static byte[] ecdsa(byte[] r, byte[] s) {
    ASN1EncodableVector numbers = new ASN1EncodableVector();
    numbers.add(new ASN1Integer(new BigInteger(1, r)));
    numbers.add(new ASN1Integer(new BigInteger(1, s)));
    try {
      return new DERSequence(numbers).getEncoded(ASN1Encoding.DER);
    } catch (IOException impossible) {
      throw new IllegalStateException("two integers are encodable", impossible);
    }
  }
}
