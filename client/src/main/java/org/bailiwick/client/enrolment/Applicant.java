package org.bailiwick.client.enrolment;

import java.util.List;
import java.util.Optional;

/**
 * Who stands behind an enrolment: a device that signs it, or nobody but the agent's own key, and
 * evidence of other kinds beside. All of it must be good.
 */
public record Applicant(Optional<DeviceIdentity> device, List<InitialEvidence> evidence) {
  public Applicant {
    evidence = List.copyOf(evidence);
    if (device.isEmpty() && evidence.isEmpty()) {
      throw new IllegalArgumentException("an applicant has a device certificate or evidence");
    }
  }

  /** A device alone. */
  public static Applicant of(DeviceIdentity device) {
    return new Applicant(Optional.of(device), List.of());
  }

  /** The agent's own key, with evidence. */
  public static Applicant of(InitialEvidence... evidence) {
    return new Applicant(Optional.empty(), List.of(evidence));
  }
}
