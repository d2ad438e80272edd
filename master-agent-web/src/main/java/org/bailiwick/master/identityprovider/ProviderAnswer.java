package org.bailiwick.master.identityprovider;

import java.util.Optional;

/** What a provider says of a person. */
public sealed interface ProviderAnswer {

  /**
   * The person is signed in.
   *
   * @param refreshToken by which the provider is asked again; empty if it gives none
   */
  record SignedIn(SignedInPerson person, Optional<String> refreshToken) implements ProviderAnswer {

    /** Omits the token. */
    @Override
    public String toString() {
      return "SignedIn[" + person.person().name() + "]";
    }
  }

  /** The provider does not vouch for the person, or not any more; its error code says why. */
  record Refused(String error) implements ProviderAnswer {}
}
