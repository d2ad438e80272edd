package org.bailiwick.master.clientauth;

import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The certificate of the handshake (RFC 8705 section 2.1), which the peer filter has verified. A
 * certificate beside an assertion is no way of its own: it is what the token is bound to (RFC 8705
 * section 3).
 */
final class TlsClientAuth implements ClientMethod {

  @Override
  public String name() {
    return "tls_client_auth";
  }

  @Override
  public boolean isShown(ShownCredentials shown) {
    return !shown.hasAssertion() && shown.peer().filter(TlsClientAuth::byHandshake).isPresent();
  }

  @Override
  public VerifiedPeer authenticate(ShownCredentials shown) {
    return shown.peer().orElseThrow();
  }

  static boolean byHandshake(VerifiedPeer peer) {
    return peer.validatedBy() == ValidationMethod.MTLS;
  }
}
