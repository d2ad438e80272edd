package org.bailiwick.aca.attestation.ear;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.attestation.token.CwtClaims;
import org.bailiwick.aca.cbor.CoseSign1;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsAlgorithm;

/**
 * An EAT Attestation Result as JWT or CWT (draft-ietf-rats-ear-03). Its claims are read only after
 * a trusted Verifier's signature on it is verified. The token chooses neither key nor algorithm
 * (RFC 8725 section 3.1).
 */
public final class EarToken {

  private static final String WHAT = "ear";
  private static final int MAX_KEYS = 10;
  private static final Set<String> HEADERS = Set.of("alg", "typ", "kid", "cty");
  private static final Set<String> TYPES = Set.of("jwt", "eat+jwt", ConveyedToken.EAT_JWT);

  private final Signed signed;

  /** A token in one of the two forms. */
  private interface Signed {

    /** Unverified before {@link #requireSignedBy} has returned. */
    Claims claims();

    void requireSignedBy(EarVerifier verifier);
  }

  private EarToken(Signed signed) {
    this.signed = signed;
  }

  /**
   * Parses the token.
   *
   * @throws ProblemException MALFORMED_REQUEST or EVIDENCE_REJECTED
   */
  public static EarToken parse(ConveyedToken token) {
    return switch (token.mediaType()) {
      case ConveyedToken.EAT_JWT -> new EarToken(new Jwt(jws(token)));
      case ConveyedToken.EAT_CWT -> new EarToken(new Cwt(CoseSign1.read(WHAT, token.octets())));
      default ->
          throw malformed("ear-media-type", "The attestation result has an unknown media type.");
    };
  }

  /** Whether the token states that it is a result and not evidence; nothing is verified. */
  public static boolean isResult(ConveyedToken token) {
    Claims claims = parse(token).signed.claims();
    return claims.isText("eat_profile") && EarNames.of(claims.text("eat_profile")).isPresent();
  }

  /** The Verifier that the token names, unverified; only for finding the keys. */
  public String claimedDeveloper() {
    return EarClaims.developer(signed.claims());
  }

  /**
   * The claims, after the Verifier's signature has been verified.
   *
   * @throws ProblemException EVIDENCE_REJECTED or MALFORMED_REQUEST; the check says which rule
   *     failed
   */
  public EarClaims verify(EarVerifier verifier, Instant now) {
    signed.requireSignedBy(verifier);
    return EarClaims.read(signed.claims(), verifier, now);
  }

  private static CompactJws jws(ConveyedToken token) {
    return CompactJws.read(token.text())
        .orElseThrow(
            () -> malformed("ear-malformed", "The attestation result is not a compact JWS."));
  }

  private record Jwt(CompactJws jws) implements Signed {

    @Override
    public Claims claims() {
      return Claims.of(WHAT, jws.claims());
    }

    @Override
    public void requireSignedBy(EarVerifier verifier) {
      Claims header = Claims.of(WHAT + "-header", jws.header());
      if (!HEADERS.containsAll(header.names())) {
        throw rejected("ear-header", "The attestation result has a header that is not accepted.");
      }
      if (!TYPES.contains(ConveyedToken.bare(header.find("typ").orElse("JWT")))) {
        throw rejected("ear-typ", "The attestation result has a typ that is not accepted.");
      }
      JwsAlgorithm algorithm =
          header
              .find("alg")
              .filter(verifier.algorithms()::contains)
              .flatMap(JwsAlgorithm::find)
              .orElseThrow(
                  () ->
                      rejected(
                          "ear-algorithm",
                          "The attestation result is signed with an algorithm that is not"
                              + " accepted."));
      if (keys(verifier, header.find("kid")).stream()
          .noneMatch(key -> jws.isSignedBy(key, algorithm))) {
        throw rejected("ear-signature", "No trusted Verifier signed the attestation result.");
      }
    }
  }

  private record Cwt(CoseSign1 message) implements Signed {

    @Override
    public Claims claims() {
      return CwtClaims.named(WHAT, message.claims());
    }

    @Override
    public void requireSignedBy(EarVerifier verifier) {
      message.requireSignedBy(keys(verifier, message.keyId()), verifier.algorithms());
    }
  }

  private static List<PublicKey> keys(EarVerifier verifier, Optional<String> keyId) {
    return verifier.keys().find(keyId).stream().limit(MAX_KEYS).toList();
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
