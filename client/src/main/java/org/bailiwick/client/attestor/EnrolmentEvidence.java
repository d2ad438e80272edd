package org.bailiwick.client.attestor;

/** An item of {@code evidence} in an enrolment; the value may be a bearer token. */
public record EnrolmentEvidence(String type, String value) {
  /** Omits the value, which may be a secret. */
  @Override
  public String toString() {
    return "EnrolmentEvidence[" + type + "]";
  }
}
