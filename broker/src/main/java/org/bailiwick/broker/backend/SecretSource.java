package org.bailiwick.broker.backend;

/** The static secrets of the broker, by name. */
public interface SecretSource {

  /** The use of a secret, which must keep neither the array nor a copy. */
  @FunctionalInterface
  interface SecretUse<T> {
    T with(byte[] secret);
  }

  /**
   * Unwraps the secret, lets it be used, and overwrites it.
   *
   * @throws org.bailiwick.contract.problem.ProblemException signer-unavailable when the HSM does
   *     not answer; dependency-unavailable with the check {@code secret-missing} when there is no
   *     secret of this name, or when the database does not answer
   */
  <T> T use(String name, SecretUse<T> use);
}
