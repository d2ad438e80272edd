package org.bailiwick.aca.attestation.verifier;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.aca.attestation.AttestationEvidence;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationVerifier;
import org.bailiwick.aca.attestation.AttestedState;
import org.bailiwick.aca.attestation.ear.EarClaims;
import org.bailiwick.aca.attestation.ear.EarToken;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The Verifier that an operator appointed for a kind of evidence (background-check model, RFC 9334
 * section 5.2): another party's, which is asked over HTTPS, or else the built-in one. If that party
 * gives no usable answer, the built-in one does not replace it.
 */
public record AppointedVerifier(TrustedVerifiers outside, AttestationVerifier builtIn, Clock clock)
    implements AttestationVerifier {

  @Override
  public AttestationResult appraise(AttestationEvidence evidence) {
    Optional<TrustedVerifier> appointed = outside.taking(evidence.token().mediaType());
    return appointed.isPresent() ? ask(appointed.get(), evidence) : builtIn.appraise(evidence);
  }

  /** Registers and images are always appraised by the built-in Verifier. */
  @Override
  public AttestationResult appraise(AttestedState state) {
    return builtIn.appraise(state);
  }

  private AttestationResult ask(TrustedVerifier verifier, AttestationEvidence evidence) {
    try (ChallengeResponse session = ChallengeResponse.open(verifier, evidence.nonce())) {
      String result = session.appraise(evidence.token());
      ConveyedToken token =
          new ConveyedToken(
              ConveyedToken.EAT_JWT, Octets.of(result.getBytes(StandardCharsets.UTF_8)));
      EarClaims claims = EarToken.parse(token).verify(verifier.results(), clock.instant());
      claims.requireNonce(evidence.nonce());
      return claims.result();
    } catch (ProblemException refusal) {
      throw verifierFault(refusal);
    }
  }

  /** A wrong answer of the Verifier is not the applicant's fault. */
  private static ProblemException verifierFault(ProblemException refusal) {
    return refusal.type() == ProblemType.DEPENDENCY_UNAVAILABLE
        ? refusal
        : new ProblemException(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            refusal.check(),
            "The Verifier's answer can't be relied on.",
            refusal);
  }
}
