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
import java.util.function.Function;
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
 * Checks a Workload Identity Token with its proof (draft-ietf-wimse-workload-creds section 5.1,
 * draft-ietf-wimse-wpt section 2): the token, signed by the domain, binds a key to a SPIFFE id, and
 * the key signs the proof for one request. The proof carries the certificate of the same key, which
 * the peer filter checks like that of a handshake, and the token names its entry in a status list,
 * which must say that it is valid.
 */
public final class WorkloadTokens {

  private static final String IDENTITY = "Workload-Identity-Token";

  /** The field of a signature that some operations take in the place of a proof. */
  private static final String SIGNATURE = "Signature-Input";

  private static final String PROOF = "Workload-Proof-Token";
  private static final Set<String> ALGORITHMS = Set.of("ES256", "ES384", "EdDSA", "PS256");

  /** Longest lifetime of a proof: "seconds to minutes" (WPT section 2). */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int LONGEST_ID = 255;

  /** The identity token and its proof as they were sent, unverified. */
  public record Shown(String identity, String proof) {}

  /**
   * The token's subject and the certificate of its key, whose path and status are unchecked.
   *
   * @param requireStatus refuses a token that its status list does not call valid
   */
  public record Proved(SpiffeId subject, X509Certificate leaf, Runnable requireStatus) {}

  /** What an identity token says: whose key this is, and the algorithm of its signatures. */
  public record BoundKey(SpiffeId subject, PublicKey key, String algorithm) {}

  /** An identity token whose status is unchecked. */
  private record Identity(BoundKey bound, Map<String, Object> claims) {}

  private final TrustDomain domain;
  private final JwtChecks identities;
  private final TokenStatuses statuses;
  private final String base;
  private final Clock clock;
  private final SpentProofs spent;
  private final ProofUses shared;
  private final Instant started;

  /**
   * Checks the tokens of one domain for one application.
   *
   * @param keys the {@code wit-svid} keys of the domain's trust bundle
   * @param statuses of the domain's identity tokens
   * @param base URL of the application, without a path of its own; proofs name it as audience
   * @param shared the uses of proofs at all nodes
   */
  public WorkloadTokens(
      TrustDomain domain,
      JwtKeys keys,
      TokenStatuses statuses,
      URI base,
      ProofUses shared,
      Clock clock) {
    this.statuses = statuses;
    this.shared = shared;
    this.domain = domain;
    this.identities =
        JwtChecks.of("wit", ProblemType.PROOF_OF_POSSESSION_FAILED)
            .type("wit+jwt")
            .confirmation("jwk")
            .algorithms(Set.of("ES256"))
            .keys(id -> id.isEmpty() ? List.of() : keys.find(id)) // kid is required
            .clock(clock)
            .build();
    this.base = base.toString();
    this.clock = clock;
    this.spent = new SpentProofs(clock);
    this.started = clock.instant();
  }

  /**
   * The tokens of the request; one without the other, or two of one kind, are refused. A token
   * beside a signature of the request, instead of a proof, is none of these.
   */
  public Optional<Shown> find(HttpServletRequest request) {
    List<String> identity = Collections.list(request.getHeaders(IDENTITY));
    List<String> proof = Collections.list(request.getHeaders(PROOF));
    boolean isSigned = request.getHeaders(SIGNATURE).hasMoreElements();
    if (proof.isEmpty() && (identity.isEmpty() || isSigned)) {
      return Optional.empty();
    }
    if (identity.size() != 1 || proof.size() != 1) {
      throw refusal("wit-header", "A request has one " + IDENTITY + " and one " + PROOF);
    }
    return Optional.of(new Shown(identity.getFirst(), proof.getFirst()));
  }

  /** Checks both tokens; afterwards the proof is refused as used. */
  public Proved verify(Shown shown, HttpServletRequest request) {
    Identity identity = identity(shown.identity());
    BoundKey held = identity.bound();
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
    return new Proved(held.subject(), leaf, () -> statuses.requireValid(identity.claims()));
  }

  /** Whether a request with these headers, found by name, has an identity token. */
  public static boolean isNamedIn(Function<String, List<String>> headers) {
    return !headers.apply(IDENTITY).isEmpty();
  }

  /**
   * Checks the identity token of a request alone, with its status. The caller has its key proved
   * afterwards.
   */
  public BoundKey identity(Function<String, List<String>> headers) {
    List<String> shown = headers.apply(IDENTITY);
    if (shown.size() != 1) {
      throw refusal("wit-header", "A request has one " + IDENTITY);
    }
    Identity identity = identity(shown.getFirst());
    statuses.requireValid(identity.claims());
    return identity.bound();
  }

  private Identity identity(String compact) {
    VerifiedJwt identity = identities.verify(compact);
    if (identity.claims().containsKey("aud")) {
      throw refusal("wit-audience", "A Workload Identity Token has no audience");
    }
    return new Identity(boundKey(subject(identity), identity), identity.claims());
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

  private static BoundKey boundKey(SpiffeId subject, VerifiedJwt identity) {
    if (identity.members("cnf").get("jwk") instanceof Map<?, ?> jwk
        && jwk.get("alg") instanceof String algorithm
        && ALGORITHMS.contains(algorithm)) {
      return JwkSet.publicKey(jwk)
          .map(key -> new BoundKey(subject, key, algorithm))
          .orElseThrow(WorkloadTokens::noKey);
    }
    throw noKey();
  }

  private static ProblemException noKey() {
    return refusal("wit-key", "The token names no key that can be proved");
  }

  /** The request's URL without its query (WPT section 2, aud). */
  private String target(HttpServletRequest request) {
    return base + request.getRequestURI().substring(request.getContextPath().length());
  }

  /** The proof must cover every token of the request, and no unknown kind of token. */
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
   * The database may have been restored before the start, and then the last uses are not known. A
   * proof that was used before the start was issued before it, and expires within the longest
   * lifetime after it; such proofs are refused.
   */
  private void requireSinceStart(VerifiedJwt proof) {
    boolean endsLater = proof.time("exp").isAfter(started.plus(LONGEST));
    boolean madeSince = proof.claims().containsKey("iat") && !proof.time("iat").isBefore(started);
    if (!endsLater && !madeSince) {
      throw refusal(
          "wpt-before-start",
          "The node started a moment ago: the proof needs an iat after the start");
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

  private void requireOnce(VerifiedJwt proof, BoundKey held) {
    String id = proof.text("jti");
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw refusal("wpt-jti", "The proof's jti is empty or too long");
    }
    Instant end = proof.time("exp");
    String key = PublicJwk.thumbprint(held.key());
    if (!spent.add(key, id, end) || !shared.add(key, id, end)) {
      throw refusal("wpt-replayed", "The proof was shown before");
    }
  }

  private static String digest(String token) {
    return Sha256.base64url(token.getBytes(StandardCharsets.US_ASCII));
  }

  /** The status is 400, since no authentication scheme for 401 fits (workload-creds section 5). */
  public static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.PROOF_OF_POSSESSION_FAILED, check, detail);
  }
}
