package org.bailiwick.aca.evidence.anchor;

/**
 * One piece of evidence as it came, unverified.
 *
 * @param type the kind that is to read it
 * @param value its text, for instance a JWT; the statement names the digest of these characters
 */
public record EvidenceItem(String type, String value) {

  /** Without content: it may be usable by whoever reads it. */
  @Override
  public String toString() {
    return "evidence " + type;
  }
}
