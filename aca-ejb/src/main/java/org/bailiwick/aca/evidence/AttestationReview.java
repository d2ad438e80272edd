package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.aca.attestation.AttestationEvidence;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.attestation.AttestationVerifier;
import org.bailiwick.aca.attestation.verifier.TrustedVerifiers;
import org.bailiwick.aca.evidence.AttestationTokens.Presented;
import org.bailiwick.aca.evidence.anchor.EvidenceBinding;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Attestation of an applicant (requirement R10), in both models of RFC 9334: evidence is checked
 * here and given to the Verifier, a result that the applicant brings is checked and taken. Checking
 * is cheap and comes first; a Verifier of another party is asked when nothing else can refuse.
 */
public final class AttestationReview {

  private final AttestationVerifier verifier;
  private final TrustedVerifiers outside;

  public AttestationReview(AttestationVerifier verifier, TrustedVerifiers outside) {
    this.verifier = verifier;
    this.outside = outside;
  }

  /**
   * Evidence and result that are genuine, fresh and bound to the applicant, and are yet to be
   * appraised.
   */
  record Checked(Optional<AttestationEvidence> evidence, Optional<AttestationResult> result) {

    /** For an applicant without attestation. */
    static final Checked NOTHING = new Checked(Optional.empty(), Optional.empty());
  }

  /**
   * Checks what an applicant brought.
   *
   * @param device whose EAT it must be; a key that only speaks for itself can't attest
   */
  Checked check(AttestationTokens tokens, Optional<TrustedAnchor> device, EvidenceBinding binding) {
    if (device.isPresent() && tokens.evidence().isEmpty() && tokens.result().isEmpty()) {
      throw rejected("eat-missing", "A device that signs the statement must send an EAT.");
    }
    if (device.isEmpty() && tokens.evidence().isPresent()) {
      throw rejected("eat-without-device", "No device is there whose EAT this could be.");
    }
    Optional<PublicKey> deviceKey = device.flatMap(TrustedAnchor::key);
    return new Checked(
        tokens.evidence().map(eat -> EatToken.verify(eat, deviceKey.orElseThrow(), binding)),
        tokens.result().map(ear -> presented(ear, deviceKey, binding)));
  }

  private AttestationResult presented(
      Presented ear, Optional<PublicKey> deviceKey, EvidenceBinding binding) {
    List<PublicKey> keys =
        switch (ear.place()) {
          case BESIDE -> Stream.concat(Stream.of(binding.agentKey()), deviceKey.stream()).toList();
          case IN_CSR -> List.of(binding.agentKey());
        };
    return outside.presented(ear.token(), binding.nonce(), keys);
  }

  /** The one result of all that there is: of each claim the worse value counts. */
  AttestationResult appraise(Checked checked, List<TrustedAnchor> anchors, Instant now) {
    return Stream.of(
            checked.result().stream(),
            anchors.stream().flatMap(a -> a.platform().stream()).map(verifier::appraise),
            checked.evidence().stream().map(verifier::appraise))
        .flatMap(results -> results)
        .reduce(AttestationResult::and)
        .orElseGet(() -> AttestationResult.nothingAttested(now));
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
