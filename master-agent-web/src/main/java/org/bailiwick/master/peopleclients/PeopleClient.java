package org.bailiwick.master.peopleclients;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * A program through which people have work done. It has no secret (a public client, RFC 6749
 * section 2.1), so it proves the key of its tokens instead (RFC 9449).
 *
 * @param provider the name of the identity provider at which its people sign in
 * @param scopes the largest scope of its tokens
 * @param attester the name of the attester that must attest the key, if one must
 */
public record PeopleClient(
    String id,
    String provider,
    List<RedirectUri> redirectUris,
    CapabilitySet scopes,
    Optional<String> attester) {

  public PeopleClient {
    redirectUris = List.copyOf(redirectUris);
  }

  /** Whether an authorization response may go to this URI. */
  public boolean permits(String redirectUri) {
    return redirectUris.stream().anyMatch(each -> each.matches(redirectUri));
  }
}
