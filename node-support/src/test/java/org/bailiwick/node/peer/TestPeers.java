package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;
import org.bailiwick.contract.identity.SpiffeId;

/** Makes verified peers for the tests of operations, without a handshake. */
public final class TestPeers {
  private TestPeers() {}

  public static VerifiedPeer of(VerifiedPeer.Kind kind, X509Certificate certificate) {
    return new VerifiedPeer(kind, SpiffeId.of(certificate), certificate);
  }

  /** The context of a request of this peer. */
  public static PeerContext context(VerifiedPeer.Kind kind, X509Certificate certificate) {
    PeerContext context = new PeerContext();
    context.accept(of(kind, certificate));
    return context;
  }
}
