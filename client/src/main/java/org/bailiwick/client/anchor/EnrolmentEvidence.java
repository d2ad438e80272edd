package org.bailiwick.client.anchor;

/** An item of {@code evidence} in an enrolment; the value may be a bearer token. */
public record EnrolmentEvidence(String type, String value) {
  /** Without the value. */
  @Override
  public String toString() {
    return "EnrolmentEvidence[" + type + "]";
  }
}
