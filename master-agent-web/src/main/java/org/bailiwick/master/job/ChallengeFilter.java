package org.bailiwick.master.job;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.DpopTokenMethod;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.partnertoken.PartnerTokenDpopMethod;
import org.bailiwick.master.partnertoken.PartnerTokenMethod;

/**
 * Adds the URL of the metadata to challenges of the jobs resource, so that a client finds the token
 * endpoint (RFC 9728 section 5.1). The challenge to a request without token has no error code (RFC
 * 6750 section 3.1), and names each scheme for tokens that the rule in force reads, also where a
 * client certificate is missing first. Challenges of the scheme DPoP also have the algorithms of
 * proofs (RFC 9449 section 7.1).
 */
@Provider
public final class ChallengeFilter implements ContainerResponseFilter {

  private static final String BEARER = "Bearer";
  private static final String DPOP = "DPoP";

  /** The methods that read tokens of each scheme. */
  private static final Set<String> BY_BEARER =
      Set.of(AccessTokenMethod.NAME, PartnerTokenMethod.NAME);

  private static final Set<String> BY_DPOP =
      Set.of(DpopTokenMethod.NAME, PartnerTokenDpopMethod.NAME);

  private static final int UNAUTHORIZED = 401;
  private static final String JOBS = "v1/jobs";
  private static final String PLANS = "v1/plans";
  private static final String LIST = "GET";

  private final String metadata;
  private final String algorithms;
  private final Supplier<Set<String>> methods;

  /**
   * @param metadata URL of the metadata of the protected resource
   * @param methods the names of the methods in the rule of the jobs resource
   */
  public ChallengeFilter(URI metadata, Supplier<Set<String>> methods) {
    this.metadata = "resource_metadata=\"" + metadata + "\"";
    this.algorithms = "algs=\"" + String.join(" ", DpopProofs.ALGORITHMS) + "\"";
    this.methods = methods;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Object challenge = response.getHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE);
    if (challenge == null || !isForCallers(request)) {
      return;
    }
    String given = challenge.toString();
    Optional<String> credentials =
        Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    List<Object> challenges = new ArrayList<>();
    if (credentials.isPresent()) {
      challenges.add(withParameters(given, isDpop(credentials.get())));
    } else {
      challenges.addAll(first(given, response.getStatus()));
    }
    response.getHeaders().put(HttpHeaders.WWW_AUTHENTICATE, challenges);
  }

  /** Whether the rule of the jobs resource decided; the list of jobs is for operators. */
  private static boolean isForCallers(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    return path.startsWith(PLANS)
        || (path.startsWith(JOBS) && !(path.equals(JOBS) && request.getMethod().equals(LIST)));
  }

  private String withParameters(String challenge, boolean isDpop) {
    if (challenge.startsWith(BEARER) && !isDpop) {
      return challenge + ", " + metadata;
    }
    return challenge.startsWith(BEARER) || challenge.startsWith(DPOP)
        ? challenge.replaceFirst("^" + BEARER, DPOP) + ", " + algorithms + ", " + metadata
        : challenge;
  }

  /** The challenges to a request without Authorization, by the schemes that the rule reads. */
  private List<String> first(String given, int status) {
    Set<String> read = status == UNAUTHORIZED ? methods.get() : Set.of();
    boolean isByDpop = !Collections.disjoint(read, BY_DPOP);
    boolean isForToken = given.startsWith(BEARER);
    List<String> all = new ArrayList<>();
    if (!isForToken) {
      all.add(given);
    }
    if (!Collections.disjoint(read, BY_BEARER) || (isForToken && !isByDpop)) {
      all.add(BEARER + " " + metadata);
    }
    if (isByDpop) {
      all.add(DPOP + " " + algorithms + ", " + metadata);
    }
    return all;
  }

  private static boolean isDpop(String credentials) {
    return credentials.toLowerCase(Locale.ROOT).startsWith("dpop ");
  }
}
