package org.bailiwick.broker.credential;

import org.bailiwick.broker.backend.BackEndCall;

/** Authenticates the broker's calls of one asset. */
public interface BackEndAuthentication extends AutoCloseable {

  /**
   * Prepares the credential of a call, for which it may ask another server for a token.
   *
   * @throws org.bailiwick.broker.outbound.BackEndFault when there is none; nothing was done then
   */
  CallCredential forCall(BackEndCall call);

  /** Ends what it keeps open. */
  @Override
  default void close() {}
}
