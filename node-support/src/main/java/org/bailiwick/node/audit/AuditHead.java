package org.bailiwick.node.audit;

import java.util.HexFormat;
import org.bailiwick.contract.credential.Sha256;

/**
 * The head of a chain: the sequence number and hash of its last row. A head that is kept outside
 * the database shows later whether rows up to it were changed or deleted.
 */
public record AuditHead(String chain, long seq, String hash) {

  /** The head of an empty chain; its hash covers the name, so rows fit no other chain. */
  public static AuditHead genesis(String chain) {
    byte[] hash = Sha256.of("bailiwick-audit-1 " + chain);
    return new AuditHead(chain, 0, HexFormat.of().formatHex(hash));
  }

  byte[] hashBytes() {
    return HexFormat.of().parseHex(hash);
  }
}
