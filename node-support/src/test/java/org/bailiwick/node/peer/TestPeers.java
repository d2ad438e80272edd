package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.ValidationMethod;

/** Makes verified peers for the tests of operations, without a handshake. */
public final class TestPeers {
  private TestPeers() {}

  public static VerifiedPeer of(VerifiedPeer.Kind kind, X509Certificate certificate) {
    return new VerifiedPeer(kind, SpiffeId.of(certificate), certificate);
  }

  /** The same peer, which has proved its key by a Workload Identity Token. */
  public static VerifiedPeer byToken(VerifiedPeer.Kind kind, X509Certificate certificate) {
    return new VerifiedPeer(kind, SpiffeId.of(certificate), certificate, ValidationMethod.WIT);
  }

  /** The context of a request of this peer. */
  public static PeerContext context(VerifiedPeer.Kind kind, X509Certificate certificate) {
    return context(of(kind, certificate), () -> of(kind, certificate));
  }

  /** The context of a request of this peer, which is later verified again in this way. */
  public static PeerContext context(VerifiedPeer peer, Supplier<VerifiedPeer> again) {
    PeerContext context = new PeerContext();
    context.accept(peer);
    context.verifiedBy(again);
    return context;
  }
}
