package org.bailiwick.aca.evidence.attestor;

/**
 * An unverified item of evidence.
 *
 * @param type the attestor that verifies it
 * @param value its text, such as a JWT; the statement contains the digest of this text
 */
public record EvidenceItem(String type, String value) {

  /** Omits the content, because a reader of logs could use it. */
  @Override
  public String toString() {
    return "evidence " + type;
  }
}
