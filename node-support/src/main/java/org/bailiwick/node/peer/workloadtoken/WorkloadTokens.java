package org.bailiwick.node.peer.workloadtoken;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwkSet;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.VerifiedJwt;

/**
 * A Workload Identity Token with its proof (draft-ietf-wimse-workload-creds section 5.1,
 * draft-ietf-wimse-wpt section 2): the domain says whose key it is, and the key signed for this
 * very request. A token has no status, so the proof brings the certificate of the same key, and
 * that is judged as in a handshake.
 */
public final class WorkloadTokens {
  private static final String IDENTITY = "Workload-Identity-Token";
  private static final String PROOF = "Workload-Proof-Token";
  private static final Set<String> ALGORITHMS = Set.of("ES256", "ES384", "EdDSA", "PS256");

  /** "Seconds to minutes" (WPT section 2); so long a spent proof is kept. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int LONGEST_ID = 255;

  /** Both tokens, unread. */
  public record Shown(String identity, String proof) {}

  /** Whose certificate the key of the proof has; its path and status are still to be checked. */
  public record Proved(SpiffeId subject, X509Certificate leaf) {}

  private record Confirmation(PublicKey key, String algorithm) {}

  private final TrustDomain domain;
  private final JwtChecks identities;
  private final String base;
  private final Clock clock;
  private final SpentProofs spent;
  private final Instant started;

  /**
   * For the tokens of one domain, at one place.
   *
   * @param keys the {@code wit-svid} keys of the domain's trust bundle
   * @param base what stands before the application's own paths in the URLs that proofs are for
   */
  public WorkloadTokens(TrustDomain domain, JwtKeys keys, URI base, Clock clock) {
    this.domain = domain;
    this.identities =
        JwtChecks.of("wit", ProblemType.PROOF_OF_POSSESSION_FAILED)
            .type("wit+jwt")
            .algorithms(Set.of("ES256"))
            .keys(id -> id.isEmpty() ? List.of() : keys.find(id)) // a kid is a must
            .clock(clock)
            .build();
    this.base = base.toString();
    this.clock = clock;
    this.spent = new SpentProofs(clock);
    this.started = clock.instant();
  }

  /** The tokens of the request; one without the other, or two of one kind, are refused. */
  public Optional<Shown> find(HttpServletRequest request) {
    List<String> identity = Collections.list(request.getHeaders(IDENTITY));
    List<String> proof = Collections.list(request.getHeaders(PROOF));
    if (identity.isEmpty() && proof.isEmpty()) {
      return Optional.empty();
    }
    if (identity.size() != 1 || proof.size() != 1) {
      throw refusal("wit-header", "A request has one " + IDENTITY + " and one " + PROOF);
    }
    return Optional.of(new Shown(identity.getFirst(), proof.getFirst()));
  }

  /** Checks both tokens; the proof is spent by it. */
  public Proved verify(Shown shown, HttpServletRequest request) {
    VerifiedJwt identity = identities.verify(shown.identity());
    if (identity.claims().containsKey("aud")) {
      throw refusal("wit-audience", "A Workload Identity Token has no audience");
    }
    SpiffeId subject = subject(identity);
    Confirmation held = confirmation(identity);
    VerifiedJwt proof =
        JwtChecks.of("wpt", ProblemType.PROOF_OF_POSSESSION_FAILED)
            .type("wpt+jwt")
            .algorithms(Set.of(held.algorithm()))
            .keys(JwtKeys.of(held.key()))
            .audience(target(request))
            .clock(clock)
            .build()
            .verify(shown.proof());
    requireOfThisRequest(proof, shown, request);
    X509Certificate leaf = leaf(proof);
    if (!leaf.getPublicKey().equals(held.key())) {
      throw refusal("wpt-certificate-key", "The certificate in the proof has another key");
    }
    requireOnce(proof, held);
    return new Proved(subject, leaf);
  }

  private SpiffeId subject(VerifiedJwt identity) {
    try {
      SpiffeId subject = SpiffeId.parse(identity.text("sub"));
      if (subject.trustDomain().equals(domain)) {
        return subject;
      }
    } catch (ProblemException e) {
      throw refusal("wit-subject", "The token's subject is not a SPIFFE id");
    }
    throw refusal("wit-domain", "The token's subject is not of this domain");
  }

  private static Confirmation confirmation(VerifiedJwt identity) {
    if (identity.members("cnf").get("jwk") instanceof Map<?, ?> jwk
        && jwk.get("alg") instanceof String algorithm
        && ALGORITHMS.contains(algorithm)) {
      return JwkSet.publicKey(jwk)
          .map(key -> new Confirmation(key, algorithm))
          .orElseThrow(WorkloadTokens::noKey);
    }
    throw noKey();
  }

  private static ProblemException noKey() {
    return refusal("wit-key", "The token names no key that can be proved");
  }

  /** The URL that is asked for, without its query (WPT section 2, aud). */
  private String target(HttpServletRequest request) {
    return base + request.getRequestURI().substring(request.getContextPath().length());
  }

  /** Tokens that the proof does not cover must not count, and none beside ours counts here. */
  private void requireOfThisRequest(VerifiedJwt proof, Shown shown, HttpServletRequest request) {
    if (proof.time("exp").isAfter(clock.instant().plus(LONGEST))) {
      throw refusal("wpt-lifetime", "The proof counts for longer than five minutes");
    }
    requireSinceStart(proof);
    if (!proof.text("wth").equals(digest(shown.identity()))) {
      throw refusal("wpt-wth", "The proof is for another Workload Identity Token");
    }
    requireCovered(proof.findText("tth"), Collections.list(request.getHeaders("Txn-Token")));
    requireCovered(proof.findText("ath"), bearer(request));
    if (proof.claims().containsKey("oth")) {
      throw refusal("wpt-oth", "The proof covers tokens that are not known here");
    }
  }

  /**
   * Spent proofs are known since the start only. One that was spent before ends within the longest
   * life from then, and was made before.
   */
  private void requireSinceStart(VerifiedJwt proof) {
    boolean endsLater = proof.time("exp").isAfter(started.plus(LONGEST));
    boolean madeSince = proof.claims().containsKey("iat") && !proof.time("iat").isBefore(started);
    if (!endsLater && !madeSince) {
      throw refusal(
          "wpt-before-start",
          "This node began a moment ago: a proof must say (iat) that it is younger");
    }
  }

  private static List<String> bearer(HttpServletRequest request) {
    return Collections.list(request.getHeaders("Authorization")).stream()
        .map(field -> field.substring(field.indexOf(' ') + 1).strip())
        .toList();
  }

  private static void requireCovered(Optional<String> covered, List<String> tokens) {
    List<String> digests = tokens.stream().map(WorkloadTokens::digest).toList();
    if (!digests.equals(covered.stream().toList())) {
      throw refusal("wpt-covered", "The proof covers another token than the request carries");
    }
  }

  private static X509Certificate leaf(VerifiedJwt proof) {
    if (proof.header().get("x5c") instanceof List<?> chain
        && !chain.isEmpty()
        && chain.getFirst() instanceof String text) {
      try {
        return Pem.certificate(Base64.getDecoder().decode(text));
      } catch (IllegalArgumentException | ProblemException e) {
        throw refusal("wpt-certificate", "The proof's x5c does not begin with a certificate");
      }
    }
    throw refusal("wpt-certificate", "The proof does not bring its key's certificate (x5c)");
  }

  private void requireOnce(VerifiedJwt proof, Confirmation held) {
    String id = proof.text("jti");
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw refusal("wpt-jti", "The proof's jti is empty or too long");
    }
    Instant end = proof.time("exp");
    if (!spent.add(PublicJwk.thumbprint(held.key()), id, end)) {
      throw refusal("wpt-replayed", "The proof was shown before");
    }
  }

  private static String digest(String token) {
    return Sha256.base64url(token.getBytes(StandardCharsets.US_ASCII));
  }

  /** 400 and no 401: no scheme of authentication fits (workload-creds section 5). */
  public static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.PROOF_OF_POSSESSION_FAILED, check, detail);
  }
}
