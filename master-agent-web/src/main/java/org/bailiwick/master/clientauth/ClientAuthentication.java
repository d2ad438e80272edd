package org.bailiwick.master.clientauth;

import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.workloadtoken.ProofUses;

/** Finds out who the client of a token request is, in the one way that the request uses. */
public final class ClientAuthentication {

  private final List<ClientMethod> methods;

  /**
   * @param peers verifies the certificates that assertions bring
   * @param uses the uses of assertions at all nodes
   * @param issuer this server's issuer id
   */
  public ClientAuthentication(PeerVerifier peers, ProofUses uses, String issuer, Clock clock) {
    this.methods =
        List.of(
            new TlsClientAuth(),
            new PrivateKeyJwt(peers, uses, issuer, clock),
            new WorkloadProof());
  }

  /**
   * The client, with the certificate of the key that it proved.
   *
   * @throws ProblemException malformed-request when the request shows several ways (RFC 6749
   *     section 2.3), peer-certificate-required when it shows none; otherwise that of the way
   */
  public VerifiedPeer authenticate(ShownCredentials shown) {
    List<ClientMethod> used = methods.stream().filter(method -> method.isShown(shown)).toList();
    if (used.size() + (shown.otherWay() ? 1 : 0) > 1) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "client-authentication-repeated",
          "A client shows who it is in one way only.");
    }
    if (shown.otherWay()) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_NOT_TRUSTED,
          "client-authentication-method",
          "This server has no client secrets.");
    }
    if (used.isEmpty()) {
      throw new ProblemException(
          ProblemType.PEER_CERTIFICATE_REQUIRED,
          "peer-certificate-required",
          "A client certificate is required.");
    }
    return used.getFirst().authenticate(shown);
  }

  /** The names of all ways, for the metadata. */
  public List<String> methods() {
    return methods.stream().map(ClientMethod::name).toList();
  }

  /** The algorithms of assertions, for the metadata. */
  public List<String> assertionAlgorithms() {
    return List.copyOf(new TreeSet<>(PrivateKeyJwt.ALGORITHMS));
  }
}
