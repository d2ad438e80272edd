package org.bailiwick.enforcement.subject;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.enforcement.picture.DomainPicture;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Entity;

/** Reads who calls from the headers that a web server has passed on. */
public final class CallerReading {

  /** The check of a request without a client certificate. */
  public static final String NO_CERTIFICATE = "no-client-certificate";

  private final PeerVerifier peers;
  private final TransactionTokenVerifier tokens;
  private final DomainPicture picture;

  public CallerReading(PeerVerifier peers, TransactionTokenVerifier tokens, DomainPicture picture) {
    this.peers = peers;
    this.tokens = tokens;
    this.picture = picture;
  }

  /**
   * The caller of a request.
   *
   * @param headers the lines of a header by its name; none if it is absent
   * @param self the workload that the request is for, to which a Txn-Token must have been issued
   * @throws ProblemException with the check that failed
   */
  public CertifiedCaller read(Function<String, List<String>> headers, SpiffeId self) {
    X509Certificate certificate =
        PassedCertificate.read(
                headers.apply(PassedCertificate.CLIENT_CERT),
                headers.apply(PassedCertificate.X_CLIENT_CERT))
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.PEER_CERTIFICATE_REQUIRED,
                        NO_CERTIFICATE,
                        "The request has no client certificate."));
    VerifiedPeer peer = peers.verify(List.of(certificate));
    List<String> token =
        headers.apply(TransactionTokenVerifier.HEADER).stream()
            .filter(text -> !text.isBlank())
            .toList();
    return new CertifiedCaller(
        peer.id(), entity(peer), token.isEmpty() ? Map.of() : context(token, peer.id(), self));
  }

  /** Whether a request has a client certificate, which may be any. */
  public static boolean hasCertificate(Function<String, List<String>> headers) {
    return headers.apply(PassedCertificate.CLIENT_CERT).stream().anyMatch(text -> !text.isBlank())
        || headers.apply(PassedCertificate.X_CLIENT_CERT).stream()
            .anyMatch(text -> !text.isBlank());
  }

  private Entity entity(VerifiedPeer peer) {
    String id = peer.id().toString();
    String domain = peer.id().trustDomain().name();
    return switch (peer.kind()) {
      case AGENT -> known(id);
      case SERVICE -> new Entity("Workload", id, Map.of("trust_domain", domain, "kind", "service"));
      case DEVICE -> new Entity("Workload", id, Map.of("trust_domain", domain, "kind", "device"));
      case OPERATOR ->
          new Entity(
              "Operator",
              id,
              Map.of("trust_domain", domain, "role", peer.operatorRole().orElse("")));
      case NODE, NODE_TLS, PARTNER_NODE ->
          new Entity(
              "Node", id, Map.of("trust_domain", domain, "name", peer.id().segments().getLast()));
      case FOREIGN ->
          throw new ProblemException(
              ProblemType.POLICY_DENIED, "peer-kind", "The caller is of another domain.");
    };
  }

  private Entity known(String id) {
    return picture
        .of("Agent", id)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.POLICY_DENIED,
                    "agent-not-listed",
                    "The registry does not list the agent."));
  }

  /** A token that names its callee must also be one of the domain's live tasks. */
  private Map<String, Object> context(List<String> lines, SpiffeId caller, SpiffeId self) {
    VerifiedTransactionToken token =
        tokens.verify(TransactionTokenVerifier.only(lines), caller, self);
    boolean isLive =
        token.callee().isEmpty() || picture.hasTask(token.transaction(), self.toString());
    if (!isLive) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID, "txn-token-ended", "The Txn-Token has ended.");
    }
    return Map.of(
        "txn", token.transaction(), "job", token.job(), "scope", Set.copyOf(token.scope().texts()));
  }
}
