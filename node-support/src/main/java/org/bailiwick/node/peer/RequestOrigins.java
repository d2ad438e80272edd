package org.bailiwick.node.peer;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.peer.forwarded.RequestSource;
import org.bailiwick.node.peer.forwarded.TrustedProxies;

/**
 * Names the caller of a request, for bounds that apply before the request is read: the verified
 * peer, or else the address. It refuses and permits nothing: an invalid certificate counts as none
 * here, and {@link PeerFilter} refuses it later.
 */
public final class RequestOrigins {
  private final PeerVerifier verifier;
  private final TrustedProxies proxies;

  /** The arguments are those of the application's {@link PeerFilter}. */
  public RequestOrigins(
      TrustAnchors anchors, RevocationView revocations, TrustedProxies proxies, Clock clock) {
    this.verifier = new PeerVerifier(anchors, revocations, clock);
    this.proxies = proxies;
  }

  /**
   * A caller, to whom bounds of its own apply.
   *
   * @param name SPIFFE id or address; empty behind a trusted proxy that names no address
   * @param known whether the name comes from a verified certificate
   * @param ofTheDomain whether it is an operator or a node of this domain
   */
  public record Caller(String name, boolean known, boolean ofTheDomain) {}

  /** The caller of this request. */
  public Caller of(HttpServletRequest request) {
    return peer(request)
        .map(peer -> new Caller(peer.id().toString(), true, isOfTheDomain(peer)))
        .orElseGet(() -> new Caller(RequestSource.find(request, proxies).orElse(""), false, false));
  }

  private Optional<VerifiedPeer> peer(HttpServletRequest request) {
    try {
      List<X509Certificate> chain = PeerFilter.chainOf(request, proxies);
      return chain.isEmpty() || !UnverifiedChain.claimsIdentity(chain.getFirst())
          ? Optional.empty()
          : Optional.of(verifier.verify(chain));
    } catch (ProblemException refusal) {
      return Optional.empty();
    }
  }

  private static boolean isOfTheDomain(VerifiedPeer peer) {
    return peer.kind() == Kind.OPERATOR || peer.kind() == Kind.NODE;
  }
}
