package org.bailiwick.master.clientauth;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The certificate of the handshake (RFC 8705 section 2.1), which the peer filter has verified. A
 * certificate beside an assertion or attestation is no way of its own: it is what the token is
 * bound to (RFC 8705 section 3).
 */
final class TlsClientAuth implements ClientMethod {

  @Override
  public List<String> names() {
    return List.of("tls_client_auth");
  }

  @Override
  public boolean isShown(ShownCredentials shown) {
    return !shown.hasAssertion()
        && !shown.proofs().hasAttestation()
        && shown.peer().filter(TlsClientAuth::byHandshake).isPresent();
  }

  @Override
  public ProvedClient authenticate(ShownCredentials shown) {
    return ProvedClient.of(shown.peer().orElseThrow(), Optional.empty());
  }

  static boolean byHandshake(VerifiedPeer peer) {
    return peer.validatedBy() == ValidationMethod.MTLS;
  }
}
