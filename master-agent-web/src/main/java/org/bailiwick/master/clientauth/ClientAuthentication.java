package org.bailiwick.master.clientauth;

import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.dpop.RequestTarget;
import org.bailiwick.node.peer.PeerVerifier;

/** Finds out who the client of a token request is, in the one way that the request uses. */
public final class ClientAuthentication {

  /**
   * This server, as clients name it.
   *
   * @param issuer its issuer id
   * @param tokenEndpoint the URL of its token endpoint
   */
  public record Server(String issuer, String tokenEndpoint) {}

  private final ClientAttestation attestation;
  private final List<ClientMethod> methods;

  /**
   * @param peers verifies the certificates that assertions bring
   * @param parts for attestations; assertions count once by the same uses
   */
  public ClientAuthentication(
      PeerVerifier peers, ClientAttestation.Parts parts, Server server, Clock clock) {
    this.attestation =
        new ClientAttestation(
            parts,
            new AttestationCheck(
                parts.attesters(), parts.proofs()::isFresh, server.issuer(), clock),
            new RequestTarget("POST", server.tokenEndpoint()));
    this.methods =
        List.of(
            new TlsClientAuth(),
            new PrivateKeyJwt(peers, parts.uses(), server.issuer(), clock),
            new WorkloadProof(),
            attestation);
  }

  /**
   * The client, with the certificate or the attested key that it proved.
   *
   * @throws ProblemException malformed-request when the request shows several ways (RFC 6749
   *     section 2.3), peer-certificate-required when it shows none; otherwise that of the way
   */
  public ProvedClient authenticate(ShownCredentials shown) {
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

  /** Verifies the attestations of clients of people, which authenticate by nothing else. */
  public ClientAttestation attestation() {
    return attestation;
  }

  /** The names of all ways that are offered now, for the metadata. */
  public List<String> methods() {
    return methods.stream().flatMap(method -> method.names().stream()).toList();
  }

  /** The algorithms of assertions, for the metadata. */
  public List<String> assertionAlgorithms() {
    return List.copyOf(new TreeSet<>(PrivateKeyJwt.ALGORITHMS));
  }

  /** The algorithms of attestations, for the metadata; empty while no attester is trusted. */
  public List<String> attestationAlgorithms() {
    return attestation.algorithms();
  }
}
