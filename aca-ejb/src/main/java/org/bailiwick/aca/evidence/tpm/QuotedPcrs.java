package org.bailiwick.aca.evidence.tpm;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.aca.claims.Octets;

/**
 * The PCRs of one bank in a quote, and the digest of their values (TPMS_QUOTE_INFO, part 2 section
 * 10.12.1).
 */
record QuotedPcrs(TpmHash bank, SortedSet<Integer> selection, Octets digest) {

  private static final int MAX_BITMAP = 4;

  private static final int MAX_DIGEST = 64;

  static QuotedPcrs read(TpmReader in) {
    if (in.number32() != 1) {
      throw in.unknown("selection"); // exactly one bank is accepted
    }
    TpmHash bank = TpmHash.read(in);
    int length = in.number8();
    if (length > MAX_BITMAP) {
      throw in.malformed();
    }
    byte[] bitmap = in.take(length);
    SortedSet<Integer> selection = new TreeSet<>();
    for (int index = 0; index < length * Byte.SIZE; index++) {
      if ((bitmap[index / Byte.SIZE] >> index % Byte.SIZE & 1) != 0) {
        selection.add(index);
      }
    }
    return new QuotedPcrs(bank, selection, Octets.of(in.sized(MAX_DIGEST)));
  }

  /**
   * Whether these are the values of all quoted registers, whose digest uses the hash of the
   * signature (part 3 section 18.4).
   */
  boolean haveValues(String ofBank, SortedMap<Integer, String> values, TpmHash signed) {
    if (!bank.bank().equals(ofBank) || !selection.equals(values.keySet()) || values.isEmpty()) {
      return false;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String hex : values.values()) {
      byte[] value = HexFormat.of().parseHex(hex);
      if (value.length != bank.octets()) {
        return false;
      }
      all.writeBytes(value);
    }
    return Arrays.equals(signed.of(all.toByteArray()), digest.bytes());
  }
}
