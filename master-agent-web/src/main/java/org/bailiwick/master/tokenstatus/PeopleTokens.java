package org.bailiwick.master.tokenstatus;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.master.persongrant.PersonRevocation;

/** What clients of people give back; they have no certificate, and show the token alone. */
@Dependent
class PeopleTokens {

  private final PresentedTokens presented;
  private final PersonRevocation revocation;

  @Inject
  PeopleTokens(PresentedTokens presented, PersonRevocation revocation) {
    this.presented = presented;
    this.revocation = revocation;
  }

  /** Whether the request names a client of people. */
  boolean isOfClient(TokenRequest request) {
    return request.form().getOrDefault("client_id", List.of()).stream().anyMatch(revocation::knows);
  }

  void revoke(String clientId, String token) {
    revocation.revoke(clientId, token, presented.recorded(token));
  }
}
