package org.bailiwick.master.dpop;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.VerifiedJwt;

/** Checks proofs of possession (RFC 9449 section 4.3), and has each of them count once. */
public final class DpopProofs {

  public static final String HEADER = "DPoP";
  public static final String NONCE_HEADER = "DPoP-Nonce";

  /** The algorithms of proofs, as metadata and challenges name them. */
  public static final List<String> ALGORITHMS = List.of("ES256", "ES384", "EdDSA", "PS256");

  static final String NAME = "dpop-proof";

  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  /** The time by which a client's clock may be ahead. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final int MAX_LENGTH = 8 * 1024;
  private static final int MAX_JTI = 255;

  private final DpopNonces nonces;
  private final UsedProofs used;
  private final Clock clock;

  public DpopProofs(DpopNonces nonces, UsedProofs used, Clock clock) {
    this.nonces = nonces;
    this.used = used;
    this.clock = clock;
  }

  /**
   * Verifies the proof of a new request, without using it.
   *
   * @param headers the values of the header DPoP
   * @param accessToken the access token that the request shows, if it does
   * @throws ProblemException dpop-proof-invalid; or dpop-nonce-required, when only a fresh nonce is
   *     missing
   */
  public DpopProof verify(
      List<String> headers, RequestTarget target, Optional<String> accessToken) {
    String compact = single(headers);
    VerifiedJwt proof = read(compact, target, accessToken);
    requireTimely(proof.time("iat"));
    requireNonce(proof.findText("nonce"));
    return proof(compact, proof);
  }

  /** The same for a request that lasts and is looked at again: its proof was new when it came. */
  public DpopProof verifyAgain(
      List<String> headers, RequestTarget target, Optional<String> accessToken) {
    String compact = single(headers);
    return proof(compact, read(compact, target, accessToken));
  }

  /**
   * Uses the proof, when all else about the request's credentials is right.
   *
   * @throws ProblemException dpop-proof-invalid when it was used before, at any node
   */
  public void use(DpopProof proof) {
    Instant now = clock.instant();
    used.add(proof, now, now.plus(MAX_AGE).plus(LEEWAY));
  }

  /** A nonce for the client's next proofs. */
  public String nonce() {
    return nonces.next();
  }

  /** Whether a node of this domain has made this nonce, and not too long ago. */
  public boolean isFresh(String nonce) {
    return nonces.isFresh(nonce);
  }

  private static String single(List<String> headers) {
    if (headers.isEmpty()) {
      throw invalid("dpop-proof-missing", "The request has no proof of possession.");
    }
    if (headers.size() > 1) {
      throw invalid("dpop-proof-repeated", "There is more than one proof of possession.");
    }
    return headers.getFirst();
  }

  private VerifiedJwt read(String compact, RequestTarget target, Optional<String> accessToken) {
    VerifiedJwt proof = checks(ProofKey.of(header(compact))).verify(compact);
    if (!proof.text("htm").equals(target.method())) {
      throw invalid("dpop-proof-method", "The proof is for another method.");
    }
    if (!target.isAt(proof.text("htu"))) {
      throw invalid("dpop-proof-uri", "The proof is for another URI.");
    }
    String jti = proof.text("jti");
    if (jti.isEmpty() || jti.length() > MAX_JTI) {
      throw invalid("dpop-proof-jti", "The jti is empty or too long.");
    }
    if (accessToken.isPresent() && !proof.text("ath").equals(digest(accessToken.get()))) {
      throw invalid("dpop-proof-token", "The proof is for another access token.");
    }
    return proof;
  }

  private static Map<String, Object> header(String compact) {
    return Optional.of(compact)
        .filter(text -> text.length() <= MAX_LENGTH)
        .flatMap(JwtChecks::claimedHeader)
        .orElseThrow(() -> invalid("dpop-proof-format", "The proof is not a compact JWS."));
  }

  private JwtChecks checks(PublicKey key) {
    return JwtChecks.of(NAME, ProblemType.DPOP_PROOF_INVALID)
        .type("dpop+jwt")
        .algorithms(ALGORITHMS)
        .keys(JwtKeys.of(key))
        .ageless() // requireTimely has the age, which counts for new requests only
        .clock(clock)
        .build();
  }

  private void requireTimely(Instant issuedAt) {
    Instant now = clock.instant();
    if (issuedAt.isAfter(now.plus(LEEWAY))) {
      throw invalid("dpop-proof-from-future", "The proof was made in the future.");
    }
    if (issuedAt.isBefore(now.minus(MAX_AGE))) {
      throw invalid("dpop-proof-too-old", "The proof was made too long ago.");
    }
  }

  private void requireNonce(Optional<String> nonce) {
    if (nonce.isEmpty()) {
      throw wanted("dpop-nonce-missing", "The proof needs a nonce of this server.");
    }
    if (!nonces.isFresh(nonce.get())) {
      throw wanted("dpop-nonce-stale", "The proof needs a newer nonce of this server.");
    }
  }

  private static DpopProof proof(String compact, VerifiedJwt proof) {
    return new DpopProof(PublicJwk.thumbprint(ProofKey.of(header(compact))), proof.text("jti"));
  }

  /** The claim {@code ath}: the digest of the token's ASCII form. */
  private static String digest(String accessToken) {
    return Sha256.base64url(accessToken.getBytes(StandardCharsets.US_ASCII));
  }

  static ProblemException invalid(String check, String detail) {
    return new ProblemException(ProblemType.DPOP_PROOF_INVALID, check, detail);
  }

  private static ProblemException wanted(String check, String detail) {
    return new ProblemException(ProblemType.DPOP_NONCE_REQUIRED, check, detail);
  }
}
