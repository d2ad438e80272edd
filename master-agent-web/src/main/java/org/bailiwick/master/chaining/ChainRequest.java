package org.bailiwick.master.chaining;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * An agent's request for a grant.
 *
 * @param target the issuer id of the authorization server that the grant is for
 * @param resource the resource there to which the grant is to be restricted
 * @param scope in the words of this domain; by default all that has a word there
 * @param provedKey the thumbprint of a key that the agent has proved, and to which the grant is to
 *     be bound instead of its certificate
 */
public record ChainRequest(
    GrantForm form,
    Presented subjectToken,
    String target,
    Optional<String> resource,
    Optional<CapabilitySet> scope,
    Optional<String> provedKey) {

  /** A token and its type, as a request presents them. */
  public record Presented(String compact, String type) {
    /** Omits the token, because tokens are never logged. */
    @Override
    public String toString() {
      return "Presented[" + type + "]";
    }
  }
}
