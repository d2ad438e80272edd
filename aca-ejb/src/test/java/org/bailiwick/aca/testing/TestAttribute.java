package org.bailiwick.aca.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/** The attribute id-aa-attestation (draft-ietf-lamps-csr-attestation) with sound statements. */
public final class TestAttribute {

  public static final ASN1ObjectIdentifier OID =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.59");

  private static final ASN1ObjectIdentifier CMW = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.35");

  private TestAttribute() {}

  /** A bundle of JWTs, each in a CMW record of CBOR. */
  public static ASN1Encodable ofJwt(String... tokens) {
    return bundle(
        Stream.of(tokens)
            .map(
                token ->
                    statement("application/eat+jwt", token.getBytes(StandardCharsets.US_ASCII)))
            .toArray(ASN1Encodable[]::new));
  }

  /** A bundle of one CWT. */
  public static ASN1Encodable ofCwt(byte[] token) {
    return bundle(statement("application/eat+cwt", token));
  }

  private static ASN1Encodable bundle(ASN1Encodable... statements) {
    return new DERSequence(new DERSequence(statements));
  }

  private static ASN1Encodable statement(String mediaType, byte[] token) {
    return new DERSequence(
        new ASN1Encodable[] {CMW, new DEROctetString(TestCbor.of(List.of(mediaType, token, 4)))});
  }
}
