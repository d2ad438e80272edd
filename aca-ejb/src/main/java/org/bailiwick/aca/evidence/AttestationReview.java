package org.bailiwick.aca.evidence;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

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
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;

/**
 * Reviews the attestation of an applicant (requirement R10) in both models of RFC 9334: it checks
 * evidence and passes it to the Verifier, or checks a result that the applicant sends. The Verifier
 * comes last, because it may be another party's service and slow.
 */
public final class AttestationReview {

  private final AttestationVerifier verifier;
  private final TrustedVerifiers outside;

  public AttestationReview(AttestationVerifier verifier, TrustedVerifiers outside) {
    this.verifier = verifier;
    this.outside = outside;
  }

  /** Verified evidence, which is not appraised yet, and a verified result. */
  record Checked(Optional<AttestationEvidence> evidence, Optional<AttestationResult> result) {

    static final Checked NOTHING = new Checked(Optional.empty(), Optional.empty());
  }

  /**
   * Checks the applicant's tokens.
   *
   * @param device the device that must have signed the EAT; the agent's own key can't attest
   */
  Checked check(
      AttestationTokens tokens, Optional<AttestedSubject> device, EvidenceBinding binding) {
    if (device.isPresent() && tokens.evidence().isEmpty() && tokens.result().isEmpty()) {
      throw rejected("eat-missing", "A device that signs the statement must send an EAT.");
    }
    if (device.isEmpty() && tokens.evidence().isPresent()) {
      throw rejected("eat-without-device", "An EAT needs a device that signs it.");
    }
    Optional<PublicKey> deviceKey = device.flatMap(AttestedSubject::key);
    return new Checked(
        tokens.evidence().map(eat -> EatToken.verify(eat, deviceKey.orElseThrow(), binding)),
        tokens.result().map(ear -> presented(ear, deviceKey, binding)));
  }

  private AttestationResult presented(
      Presented ear, Optional<PublicKey> deviceKey, EvidenceBinding binding) {
    List<PublicKey> keys =
        switch (ear.place()) {
          case IN_MEMBER ->
              Stream.concat(Stream.of(binding.agentKey()), deviceKey.stream()).toList();
          case IN_CSR -> List.of(binding.agentKey());
        };
    return outside.presented(ear.token(), binding.nonce(), keys);
  }

  /** Combines all results; the worst value of each claim counts. */
  AttestationResult appraise(Checked checked, List<AttestedSubject> subjects, Instant now) {
    return Stream.of(
            checked.result().stream(),
            subjects.stream().flatMap(a -> a.platform().stream()).map(verifier::appraise),
            checked.evidence().stream().map(verifier::appraise))
        .flatMap(results -> results)
        .reduce(AttestationResult::and)
        .orElseGet(() -> AttestationResult.nothingAttested(now));
  }
}
