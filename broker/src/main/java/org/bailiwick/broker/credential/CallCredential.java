package org.bailiwick.broker.credential;

import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.outbound.BackEndRequest;

/** The credential of one call, for all of its requests. */
public interface CallCredential {

  /** What the receipt of the call says; its caller records it before the first request. */
  CredentialUse use();

  /**
   * The request with the credential. It is complete before: a signature covers what it has.
   *
   * @param sent gets what must not come back in an answer
   */
  BackEndRequest authenticate(BackEndRequest request, SentSecrets sent);

  /**
   * Takes note that the back end does not accept the credential (401), so that a kept token is not
   * used again.
   *
   * @return whether another call would have another credential
   */
  default boolean rejected() {
    return false;
  }
}
