package org.bailiwick.master.tokenkeys;

import java.time.Instant;

/**
 * The content of a row, which is not verified.
 *
 * @param node name of the node
 * @param kid RFC 7638 thumbprint of the key
 * @param announcement the node's signed statement, a compact JWS
 * @param publishedFrom the time since which the key has been in rows
 * @param validUntil the end of the announcement
 */
record StoredKey(
    String node, String kid, String announcement, Instant publishedFrom, Instant validUntil) {

  boolean isLive(Instant now) {
    return validUntil.isAfter(now);
  }
}
