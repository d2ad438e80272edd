package org.bailiwick.aca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of a length change at 128, 256 and 65536 octets. */
class DerBytesTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 120, 123, 124, 127, 128, 250, 255, 256, 65_520, 65_536, 70_000})
  void encodesAsTheLibraryDoes(int octets) throws IOException {
    DEROctetString inner = new DEROctetString(new byte[octets]);
    byte[] encoded = inner.getEncoded(ASN1Encoding.DER);

    byte[] ours = DerBytes.sequence(encoded, DerBytes.bitString(encoded));

    ASN1Encodable[] parts = {inner, new DERBitString(encoded)};
    assertThat(ours).isEqualTo(new DERSequence(parts).getEncoded(ASN1Encoding.DER));
    assertThat(DerBytes.firstIn(ours)).isEqualTo(encoded);
  }
}
