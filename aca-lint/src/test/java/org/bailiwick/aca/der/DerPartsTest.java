package org.bailiwick.aca.der;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerPartsTest {

  /** Around the lengths at which a length takes another octet, and a piece is full. */
  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 126, 127, 128, 255, 256, 65_535, 65_536, (1 << 20) - 8, 1 << 20, 1 << 24})
  void writesWhatALibraryWritesAndReadsItBack(int length) throws IOException {
    byte[] value = new DEROctetString(new byte[length]).getEncoded(ASN1Encoding.DER);
    byte[] expected =
        new DERSequence(new DEROctetString(new byte[length])).getEncoded(ASN1Encoding.DER);
    byte[] inPieces =
        new DerParts().begin(DerCursor.OCTET_STRING, length).add(new byte[length]).within(0x30);
    assertThat(new DerParts().add(value).within(DerCursor.SEQUENCE)).isEqualTo(expected);
    assertThat(inPieces).isEqualTo(expected);
    DerCursor inside = DerCursor.over(expected).enter(DerCursor.SEQUENCE);
    assertThat(inside.content(DerCursor.OCTET_STRING)).hasSize(length);
    assertThat(inside.hasMore()).isFalse();
  }

  @Test
  void joinsManyPiecesInTheirOrder() {
    DerParts list = new DerParts();
    for (int number = 0; number < 600_000; number++) {
      list.add(new byte[] {2, 3, 1, (byte) (number >> 8), (byte) number});
    }
    DerCursor entries =
        DerCursor.over(new DerParts().begin(0x30, list.size()).add(list).within(0x30))
            .enter(0x30)
            .enter(0x30);
    for (int number = 0; number < 600_000; number++) {
      assertThat(entries.content(DerCursor.INTEGER)[2]).isEqualTo((byte) number);
    }
    entries.requireEnd();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x85, 0x88, 0xff})
  void refusesALengthThatIsNotDefinite(int first) {
    byte[] value = {0x30, (byte) first, 0, 0, 0, 0, 1, 0};
    assertThatExceptionOfType(NotDerException.class).isThrownBy(() -> DerCursor.over(value).skip());
  }

  @Test
  void refusesALengthWithALeadingZeroOrBeyondTheEnd() {
    byte[] padded = new byte[300];
    padded[0] = 0x30;
    padded[1] = (byte) 0x83;
    padded[3] = 1; // 00 01 00
    byte[] huge = {0x30, (byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertThatExceptionOfType(NotDerException.class)
        .isThrownBy(() -> DerCursor.over(padded).skip());
    assertThatExceptionOfType(NotDerException.class).isThrownBy(() -> DerCursor.over(huge).skip());
  }
}
