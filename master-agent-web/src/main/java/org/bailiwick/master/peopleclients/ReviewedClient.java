package org.bailiwick.master.peopleclients;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;

/** A client that the operator has described by itself. */
record ReviewedClient(
    String id,
    String provider,
    List<RedirectUri> redirectUris,
    CapabilitySet scopes,
    Optional<String> attester)
    implements PeopleClient, ClientFile {

  ReviewedClient {
    redirectUris = List.copyOf(redirectUris);
  }

  @Override
  public KnownBy knownBy() {
    return KnownBy.FILE;
  }

  @Override
  public Optional<String> redirectRefusal(String redirectUri) {
    return redirectUris.stream().anyMatch(each -> each.matches(redirectUri))
        ? Optional.empty()
        : Optional.of(RedirectUri.CHECK);
  }
}
