package org.bailiwick.master.tokenkeys;

import java.nio.file.Path;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * Who announces keys, and where.
 *
 * @param self SPIFFE id of this node
 * @param authority SPIFFE id of the authority, which signs no tokens of the domain
 * @param issuer the issuer of the domain's tokens, the same at all nodes
 * @param tlsFolder folder with this node's client certificate and its key
 */
public record AnnouncerSettings(SpiffeId self, SpiffeId authority, String issuer, Path tlsFolder) {

  private static final String NODES = "/node/";

  /** The name of this node. */
  String node() {
    return self.path().substring(NODES.length());
  }

  /** The SPIFFE id of the node of this name, as text, since the name may be any text. */
  String idOf(String node) {
    return SpiffeId.SCHEME + self.trustDomain().name() + NODES + node;
  }
}
