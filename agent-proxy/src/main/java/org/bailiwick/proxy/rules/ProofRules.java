package org.bailiwick.proxy.rules;

import jakarta.json.JsonValue;
import java.net.URI;
import java.util.Set;

/**
 * The URLs for which proofs are made, and the authority that issues the agent's Workload Identity
 * Token.
 */
public record ProofRules(URI authority, Set<String> audiences) {
  private static final Set<String> MEMBERS = Set.of("authority", "audiences");

  static ProofRules of(JsonValue value) {
    JsonMembers members = JsonMembers.of(value, MEMBERS);
    Set<String> audiences = Set.copyOf(members.texts("audiences"));
    for (String audience : audiences) {
      if (CallTarget.parse(audience).uri().getRawQuery() != null) {
        throw Refusals.malformed("proof-audience-form", "A proof's audience has no query");
      }
    }
    return new ProofRules(CallTarget.parse(members.text("authority")).uri(), audiences);
  }
}
