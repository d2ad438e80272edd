package org.bailiwick.master.personsession;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.identityprovider.SignedInPerson;

/**
 * A person's sign-in through one client, from which all its tokens descend.
 *
 * @param id also the {@code jti} of its row in the token ledger
 * @param provider the name of the identity provider
 * @param scope the largest scope of its tokens
 */
public record PersonSession(
    String id,
    CodeTerms terms,
    String provider,
    SignedInPerson signedIn,
    CapabilitySet scope,
    Times times) {

  /**
   * To what the code of the session is bound.
   *
   * @param challenge of PKCE (RFC 7636), by the method S256
   * @param key the thumbprint that the client has named before the sign-in (RFC 9449 section 10)
   */
  public record CodeTerms(
      String client, String redirectUri, String challenge, Optional<String> key) {}

  /**
   * The times of a session.
   *
   * @param codeEnd until when its code counts
   * @param checkedAt when the provider last vouched for the person
   * @param end when the session ends, however often it is used
   */
  public record Times(Instant codeEnd, Instant checkedAt, Instant end) {}

  public CallerIdentity.Person person() {
    return signedIn.person();
  }
}
