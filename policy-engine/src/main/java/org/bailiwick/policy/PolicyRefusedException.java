package org.bailiwick.policy;

/**
 * A policy folder or bundle was refused: a file differs from the manifest, a policy does not fit
 * the schema, or the version is lower than an earlier one. The message names the file and the
 * fault. At start this exception stops the node; at a reload the policies in force stay.
 */
public class PolicyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PolicyRefusedException(String message) {
    super(message);
  }

  public PolicyRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
