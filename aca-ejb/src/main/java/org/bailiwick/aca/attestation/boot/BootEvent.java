package org.bailiwick.aca.attestation.boot;

import java.util.HexFormat;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.credential.Sha256;

/**
 * One event of a log (TCG_PCR_EVENT2).
 *
 * @param register number of the PCR
 * @param type the type that the log gives it, which no register holds
 * @param digest what the register was extended with, SHA-256 in lower-case hex
 * @param data what the log says about it, which counts only if {@link #isProvedByDigest}
 */
record BootEvent(int register, int type, String digest, Octets data) {

  /** Whether the register holds the data: the digest is that of the data. */
  boolean isProvedByDigest() {
    return Sha256.hex(data.bytes()).equals(digest);
  }

  /** Whether a register was extended; notes about the log itself are not measured. */
  boolean isMeasured() {
    return type != EventType.NO_ACTION;
  }

  byte[] digestOctets() {
    return HexFormat.of().parseHex(digest);
  }
}
