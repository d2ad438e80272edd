package org.bailiwick.aca.attestation.boot;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.OctetReader;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Reads the little-endian structures of a log in the crypto-agile format (TCG PC Client Platform
 * Firmware Profile, section "Event Logging").
 */
final class BootLogReader extends OctetReader {

  private static final int SHA1_OCTETS = 20;
  private static final int MAX_BANKS = 8;

  /** "Spec ID Event03" and an octet of zero. */
  private static final byte[] SPEC_ID = "Spec ID Event03\0".getBytes(StandardCharsets.US_ASCII);

  /** Platform class, version in three octets, size of a UINTN. */
  private static final int SPEC_ID_REST = 4 + 3 + 1;

  /** TPM_ALG_SHA256, in two octets, and the length of its digests. */
  private static final int SHA256 = 0x000B;

  private static final int SHA256_OCTETS = 32;

  private BootLogReader(byte[] octets) {
    super(octets, ByteOrder.LITTLE_ENDIAN);
  }

  static BootLogReader of(byte[] octets) {
    return new BootLogReader(octets);
  }

  /** Octets after their length in four octets. */
  byte[] sized() {
    return take(number32());
  }

  /**
   * Reads the first event, which is in the old format and says which banks the log has: the lengths
   * of digests by algorithm, with SHA-256 among them.
   */
  Map<Integer, Integer> banks() {
    int register = number32();
    int type = number32();
    take(SHA1_OCTETS);
    byte[] head = sized();
    if (register != 0 || type != EventType.NO_ACTION || !isSpecId(head)) {
      throw refused("format", "The boot log is not in the crypto-agile format.");
    }
    BootLogReader in = of(head);
    in.take(SPEC_ID.length + SPEC_ID_REST);
    int count = in.number32();
    if (count < 1 || count > MAX_BANKS) {
      throw in.malformed();
    }
    Map<Integer, Integer> lengths = new LinkedHashMap<>();
    for (int at = 0; at < count; at++) {
      if (lengths.put(in.number16(), in.number16()) != null) {
        throw in.malformed();
      }
    }
    in.take(in.number8());
    in.end();
    if (!Integer.valueOf(SHA256_OCTETS).equals(lengths.get(SHA256))) {
      throw refused("hash", "The boot log has no digests of SHA-256.");
    }
    return lengths;
  }

  /** Reads the digests of an event, one of each bank, and returns that of SHA-256. */
  byte[] digest(Map<Integer, Integer> banks) {
    if (number32() != banks.size()) {
      throw malformed();
    }
    Map<Integer, byte[]> read = new LinkedHashMap<>();
    for (int at = 0; at < banks.size(); at++) {
      int algorithm = number16();
      int length = Optional.ofNullable(banks.get(algorithm)).orElseThrow(this::malformed);
      if (read.put(algorithm, take(length)) != null) {
        throw malformed();
      }
    }
    return read.get(SHA256);
  }

  private static boolean isSpecId(byte[] head) {
    return head.length >= SPEC_ID.length
        && Arrays.equals(head, 0, SPEC_ID.length, SPEC_ID, 0, SPEC_ID.length);
  }

  @Override
  public ProblemException malformed() {
    return refused("malformed", "The boot log ends in the middle of an event, or is not a log.");
  }

  static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, "boot-log-" + check, detail);
  }
}
