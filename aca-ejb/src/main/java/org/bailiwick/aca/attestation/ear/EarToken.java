package org.bailiwick.aca.attestation.ear;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsAlgorithm;

/**
 * An EAT Attestation Result as JWT (draft-ietf-rats-ear-03): first the signature of a Verifier that
 * is trusted, then what it says. The token chooses neither key nor algorithm (RFC 8725 section
 * 3.1).
 */
public final class EarToken {

  private static final String WHAT = "ear";
  private static final int MOST_KEYS = 10;
  private static final Set<String> HEADERS = Set.of("alg", "typ", "kid", "cty");
  private static final Set<String> TYPES = Set.of("jwt", "eat+jwt", ConveyedToken.EAT_JWT);

  private final CompactJws jws;

  private EarToken(CompactJws jws) {
    this.jws = jws;
  }

  /**
   * Takes the token apart.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code ear-malformed}
   */
  public static EarToken parse(ConveyedToken token) {
    if (!token.mediaType().equals(ConveyedToken.EAT_JWT)) {
      throw malformed("ear-media-type", "The attestation result has a media type not known here.");
    }
    return new EarToken(
        CompactJws.read(token.text())
            .orElseThrow(
                () -> malformed("ear-malformed", "The attestation result is no compact JWS.")));
  }

  /** The Verifier that the token claims to be of, to find its keys by and for nothing else. */
  public String claimedDeveloper() {
    return EarClaims.developer(claims());
  }

  /**
   * What the Verifier says, once the signature was found to be its own.
   *
   * @throws ProblemException EVIDENCE_REJECTED or MALFORMED_REQUEST; the check says which rule
   *     failed
   */
  public EarClaims verify(EarVerifier verifier, Instant now) {
    Claims header = Claims.of(WHAT + "-header", jws.header());
    if (!HEADERS.containsAll(header.names())) {
      throw rejected("ear-header", "The attestation result has a header that is not accepted.");
    }
    if (!TYPES.contains(ConveyedToken.bare(header.find("typ").orElse("JWT")))) {
      throw rejected("ear-typ", "The attestation result is of another type.");
    }
    JwsAlgorithm algorithm =
        header
            .find("alg")
            .filter(verifier.algorithms()::contains)
            .flatMap(JwsAlgorithm::find)
            .orElseThrow(
                () ->
                    rejected(
                        "ear-algorithm", "The attestation result is signed in a way not taken."));
    Optional<String> keyId = header.find("kid");
    boolean signed =
        verifier.keys().find(keyId).stream()
            .limit(MOST_KEYS)
            .anyMatch(key -> jws.isSignedBy(key, algorithm));
    if (!signed) {
      throw rejected("ear-signature", "No trusted Verifier signed the attestation result.");
    }
    return EarClaims.read(claims(), verifier, now);
  }

  private Claims claims() {
    return Claims.of(WHAT, jws.claims());
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
