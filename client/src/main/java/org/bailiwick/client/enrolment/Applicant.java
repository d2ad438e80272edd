package org.bailiwick.client.enrolment;

import java.util.List;
import java.util.Optional;
import org.bailiwick.client.attestor.InitialEvidence;

/**
 * The proofs of an enrolment: a signature by a device's key or the agent's own, evidence of
 * attestors, and an owner's signed consent. The authority verifies all of them.
 */
public record Applicant(
    Optional<DeviceIdentity> device,
    List<InitialEvidence> evidence,
    Optional<OwnerConsent> consent,
    KeyForm form) {
  public Applicant {
    evidence = List.copyOf(evidence);
    if (device.isEmpty() && evidence.isEmpty()) {
      throw new IllegalArgumentException("an applicant needs a device certificate or evidence");
    }
  }

  /** An applicant without an owner's consent. */
  public Applicant(Optional<DeviceIdentity> device, List<InitialEvidence> evidence) {
    this(device, evidence, Optional.empty(), KeyForm.REQUEST);
  }

  /** This applicant with the owner's consent. */
  public Applicant consented(OwnerConsent given) {
    return new Applicant(device, evidence, Optional.of(given), form);
  }

  /** This applicant, with a request that carries the key in this form. */
  public Applicant showing(KeyForm other) {
    return new Applicant(device, evidence, consent, other);
  }

  /** A device that signs, without further evidence. */
  public static Applicant of(DeviceIdentity device) {
    return new Applicant(Optional.of(device), List.of());
  }

  /** An agent that signs with its own key and gives evidence. */
  public static Applicant of(InitialEvidence... evidence) {
    return new Applicant(Optional.empty(), List.of(evidence));
  }
}
