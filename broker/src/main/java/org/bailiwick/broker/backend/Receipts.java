package org.bailiwick.broker.backend;

/** Records which credential was used for which token. */
@FunctionalInterface
public interface Receipts {

  /**
   * Records a use durably, before it happens: the digest of the token that came in, and the
   * credential that goes out.
   *
   * @throws org.bailiwick.contract.problem.ProblemException dependency-unavailable when nothing can
   *     be recorded; the credential must not be used then
   */
  void record(BackEndCall call, CredentialUse use);
}
