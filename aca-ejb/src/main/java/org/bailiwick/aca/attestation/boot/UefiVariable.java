package org.bailiwick.aca.attestation.boot;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A UEFI variable as firmware measures it (UEFI_VARIABLE_DATA).
 *
 * @param vendor GUID in the order of its octets, lower-case hex
 */
record UefiVariable(String vendor, String name, Octets value) {

  /** EFI_GLOBAL_VARIABLE, 8BE4DF61-93CA-11D2-AA0D-00E098032B8C. */
  static final String GLOBAL = "61dfe48bca93d211aa0d00e098032b8c";

  private static final int GUID = 16;
  private static final long MAX_NAME = 512;

  /** The variable in the data of an event, if the data is exactly one. */
  static Optional<UefiVariable> find(byte[] data) {
    BootLogReader in = BootLogReader.of(data);
    try {
      String vendor = HexFormat.of().formatHex(in.take(GUID));
      long characters = in.number64();
      long length = in.number64();
      if (characters < 0 || characters > MAX_NAME || length < 0 || length > data.length) {
        return Optional.empty();
      }
      byte[] name = in.take((int) characters * Character.BYTES);
      Octets value = Octets.of(in.take((int) length));
      return in.hasMore()
          ? Optional.empty()
          : Optional.of(
              new UefiVariable(vendor, new String(name, StandardCharsets.UTF_16LE), value));
    } catch (ProblemException other) {
      return Optional.empty(); // too short for a variable
    }
  }

  boolean isGlobal(String wanted) {
    return vendor.equals(GLOBAL) && name.equals(wanted);
  }
}
