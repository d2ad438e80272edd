package org.bailiwick.policy;

/**
 * The policy folder is not one to decide by: a file differs from its manifest, a policy does not
 * fit the vocabulary, or the folder is older than one already seen. The message names the file and
 * the check; at start it stops the node, at a reload the policies in force stay.
 */
public final class PolicyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PolicyRefusedException(String message) {
    super(message);
  }

  PolicyRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
