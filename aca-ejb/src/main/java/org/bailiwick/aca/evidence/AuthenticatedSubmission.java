package org.bailiwick.aca.evidence;

import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.idevid.DeviceIdentity;

/**
 * A submission whose statement was signed by a trusted manufacturer's device: enough to recognise a
 * repeated request by, and nothing more.
 */
public final class AuthenticatedSubmission {

  private final Submission submission;
  private final DeviceIdentity device;
  private final Claims claims;

  AuthenticatedSubmission(Submission submission, DeviceIdentity device, Claims claims) {
    this.submission = submission;
    this.device = device;
    this.claims = claims;
  }

  public Submission submission() {
    return submission;
  }

  public DeviceIdentity device() {
    return device;
  }

  /** Whether the device says that the agent has a credential already. */
  public boolean isRenewal() {
    return claims.find("replaces").isPresent();
  }

  /** The signed request. */
  Claims claims() {
    return claims;
  }
}
