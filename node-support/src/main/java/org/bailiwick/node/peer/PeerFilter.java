package org.bailiwick.node.peer;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.peer.forwarded.ForwardedCertificate;
import org.bailiwick.node.peer.forwarded.RequestSource;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;
import org.bailiwick.node.request.RequestContext;

/**
 * Verifies the client certificate of each request. The TLS handshake has proved that the peer holds
 * the key; this filter checks path, validity, trust domain and revocation on every request, so that
 * a resumed session or a long connection does not outlive a revocation. A request without a
 * certificate goes on without a peer. A bad certificate is answered with a problem document, and an
 * audit entry names the failing check. An application may also accept {@link WorkloadTokens}.
 *
 * <p>Each WAR registers an instance from its own {@code Feature}, with the anchors, the revocation
 * view and the audit log of that WAR, which a library of several WARs cannot look up.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public class PeerFilter implements ContainerRequestFilter {
  /** The attribute with the TLS client's chain (Jakarta Servlet section 3.10). */
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final PeerVerifier verifier;
  private final TrustedProxies proxies;
  private final PeerContext context;
  private final Consumer<AuditEntry> audit;
  private final Set<String> strangersBelow;
  private final Optional<WorkloadTokens> tokens;

  /** The paths at which tokens count, as they are sent. */
  private final Predicate<String> tokensAt;

  @Context private HttpServletRequest servletRequest;

  /** The context is request-scoped; {@code audit} stores the entries of refusals. */
  public PeerFilter(
      TrustAnchors anchors,
      RevocationView revocations,
      TrustedProxies proxies,
      PeerContext context,
      Consumer<AuditEntry> audit,
      Clock clock) {
    this(
        new PeerVerifier(anchors, revocations, clock),
        proxies,
        context,
        audit,
        Set.of(),
        Optional.empty(),
        path -> true);
  }

  private PeerFilter(
      PeerVerifier verifier,
      TrustedProxies proxies,
      PeerContext context,
      Consumer<AuditEntry> audit,
      Set<String> strangersBelow,
      Optional<WorkloadTokens> tokens,
      Predicate<String> tokensAt) {
    this.verifier = verifier;
    this.proxies = proxies;
    this.context = context;
    this.audit = audit;
    this.strangersBelow = strangersBelow;
    this.tokens = tokens;
    this.tokensAt = tokensAt;
  }

  /**
   * The same filter for an application that serves peers without a SPIFFE id below this path too.
   * There they count as anonymous, and {@link PeerContext#stranger} has their {@link
   * UnverifiedChain}. A peer with a SPIFFE id is verified there too.
   */
  public PeerFilter withStrangersBelow(String path) {
    Set<String> paths = new HashSet<>(strangersBelow);
    paths.add(path);
    return new PeerFilter(verifier, proxies, context, audit, Set.copyOf(paths), tokens, tokensAt);
  }

  /**
   * The same filter for an application that also serves agents which prove their key by a Workload
   * Identity Token instead of a client certificate.
   */
  public PeerFilter withTokens(WorkloadTokens accepted) {
    return withTokensAt(path -> true, accepted);
  }

  /** The same for these paths of the application; elsewhere such tokens are not looked at. */
  public PeerFilter withTokensAt(Predicate<String> paths, WorkloadTokens accepted) {
    return new PeerFilter(
        verifier, proxies, context, audit, strangersBelow, Optional.of(accepted), paths);
  }

  @Override
  public void filter(ContainerRequestContext request) {
    RequestContext.comesFrom(RequestSource.of(servletRequest, proxies));
    peerOf(servletRequest)
        .ifPresent(
            peer -> {
              context.accept(peer);
              RequestContext.identify(peer.id().toString());
            });
  }

  Optional<VerifiedPeer> peerOf(HttpServletRequest request) {
    List<X509Certificate> chain = List.of();
    try {
      chain = chainOf(request, proxies);
      if (chain.isEmpty()) {
        return byToken(request);
      }
      requireNoToken(request);
      if (isStranger(chain.getFirst(), request)) {
        context.accept(new UnverifiedChain(chain));
        return Optional.empty();
      }
      return Optional.of(verified(chain));
    } catch (ProblemException refusal) {
      audit.accept(entry(refusal, chain, request));
      throw refusal;
    }
  }

  private Optional<VerifiedPeer> byToken(HttpServletRequest request) {
    return acceptedAt(request)
        .flatMap(
            accepted ->
                accepted.find(request).map(shown -> verified(accepted.verify(shown, request))));
  }

  /** Compares the path as it was sent, so that tokens count under no other spelling of it. */
  private Optional<WorkloadTokens> acceptedAt(HttpServletRequest request) {
    return tokens.filter(accepted -> tokensAt.test(pathOf(request)));
  }

  private VerifiedPeer verified(List<X509Certificate> chain) {
    context.verifiedBy(() -> verifier.verify(chain));
    return verifier.verify(chain);
  }

  private VerifiedPeer verified(WorkloadTokens.Proved proved) {
    context.verifiedBy(() -> verifier.verify(proved));
    return verifier.verify(proved);
  }

  /** Refuses a request with a certificate and a token, since either could be meant. */
  private void requireNoToken(HttpServletRequest request) {
    if (acceptedAt(request).flatMap(accepted -> accepted.find(request)).isPresent()) {
      throw WorkloadTokens.refusal(
          "wit-and-certificate", "Show a client certificate or a token, not both");
    }
  }

  /**
   * Compares the path as it was sent. On a path in another spelling the peer is refused, as on all
   * other paths; on a path that only begins alike the peer is anonymous.
   */
  private boolean isStranger(X509Certificate leaf, HttpServletRequest request) {
    return strangersBelow.stream().anyMatch(pathOf(request)::startsWith)
        && !UnverifiedChain.claimsIdentity(leaf);
  }

  private static String pathOf(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /**
   * The peer's chain. On a connection of a trusted proxy only the header field counts, since the
   * proxy's own certificate would make a client without one appear as the proxy. On any other
   * connection the field is ignored.
   */
  static List<X509Certificate> chainOf(HttpServletRequest request, TrustedProxies proxies) {
    if (proxies.include(request.getRemoteAddr())) {
      return ForwardedCertificate.read(request);
    }
    return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] presented
        ? List.of(presented)
        : List.of();
  }

  private static AuditEntry entry(
      ProblemException refusal, List<X509Certificate> chain, HttpServletRequest request) {
    String subject = chain.isEmpty() ? "" : "x5t#S256:" + Pem.sha256(chain.getFirst());
    String resource = request.getMethod() + " " + request.getRequestURI();
    return new AuditEntry(
        "peer.refused",
        AuditEntry.Outcome.DENIED,
        refusal.check(),
        subject,
        resource,
        details(chain, request));
  }

  private static Map<String, String> details(
      List<X509Certificate> chain, HttpServletRequest request) {
    String from = request.getRemoteAddr();
    return chain.isEmpty()
        ? Map.of("from", from)
        : Map.of("from", from, "serial", chain.getFirst().getSerialNumber().toString(16));
  }
}
