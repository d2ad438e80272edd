package org.bailiwick.ars.search.wanted;

import java.util.Locale;

/** A property of agents by which an answer counts the hits. */
public enum FacetName {
  OWNER,
  /** The name of a capability, without version and parameters. */
  CAPABILITY,
  ATTESTATION,
  VALIDATION_METHOD,
  TAG;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static FacetName parse(String text, String where) {
    for (FacetName name : values()) {
      if (name.text().equals(text)) {
        return name;
      }
    }
    throw SearchMembers.malformed(
        where, "must have owner, capability, attestation, validation_method or tag only");
  }
}
