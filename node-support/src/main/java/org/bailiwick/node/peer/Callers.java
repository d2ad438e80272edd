package org.bailiwick.node.peer;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Who a request is by, for those who count requests before they are read: the verified peer, else
 * the address. Nothing is refused here, and nothing is permitted: a bad certificate counts as none,
 * and {@link PeerFilter} judges the request when its turn comes.
 */
public final class Callers {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** What one subscriber has of the IPv6 addresses. */
  private static final int PREFIX_OCTETS = 8;

  private final PeerVerifier verifier;
  private final TrustedProxies proxies;

  /** The arguments are those that the application's {@link PeerFilter} has. */
  public Callers(
      TrustAnchors anchors, RevocationView revocations, TrustedProxies proxies, Clock clock) {
    this.verifier = new PeerVerifier(anchors, revocations, clock);
    this.proxies = proxies;
  }

  /**
   * One who shares its allowance with nobody.
   *
   * @param name SPIFFE id or address; empty for whoever comes through a trusted proxy that names no
   *     address
   * @param known whether a certificate says so
   * @param ofTheDomain an operator or a node of the own domain
   */
  public record Caller(String name, boolean known, boolean ofTheDomain) {}

  /** Who this request is by. */
  public Caller of(HttpServletRequest request) {
    return peer(request)
        .map(peer -> new Caller(peer.id().toString(), true, isOfTheDomain(peer)))
        .orElseGet(() -> new Caller(address(request), false, false));
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

  /** The field's last address is the one that our proxy saw; those before it anybody may write. */
  private String address(HttpServletRequest request) {
    String remote = request.getRemoteAddr();
    if (!proxies.include(remote)) {
      return TrustedProxies.address(remote).map(Callers::network).orElse(remote);
    }
    List<String> lines = Collections.list(request.getHeaders(FORWARDED_FOR));
    if (lines.isEmpty()) {
      return "";
    }
    String last = lines.getLast();
    return TrustedProxies.address(last.substring(last.lastIndexOf(',') + 1).strip())
        .map(Callers::network)
        .orElse("");
  }

  private static String network(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX_OCTETS) + "/64"
        : address.getHostAddress();
  }
}
