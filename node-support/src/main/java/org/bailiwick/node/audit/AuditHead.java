package org.bailiwick.node.audit;

import java.util.HexFormat;
import org.bailiwick.contract.credential.Sha256;

/**
 * The end of a chain: the sequence number and hash of its last row. Whoever keeps a head outside of
 * the database can later tell whether rows up to it were changed or the end was cut off.
 */
public record AuditHead(String chain, long seq, String hash) {

  /**
   * The head of an empty chain: its hash binds the chain's name, so rows cannot be moved to another
   * chain.
   */
  public static AuditHead genesis(String chain) {
    byte[] hash = Sha256.of("bailiwick-audit-1 " + chain);
    return new AuditHead(chain, 0, HexFormat.of().formatHex(hash));
  }

  byte[] hashBytes() {
    return HexFormat.of().parseHex(hash);
  }
}
