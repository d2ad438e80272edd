package org.bailiwick.policy.bundle;

import org.bailiwick.policy.PolicyRefusedException;

/** A bundle was refused. The message is one sentence of our own, and quotes no octet of a key. */
public final class BundleRefusedException extends PolicyRefusedException {
  private static final long serialVersionUID = 1L;

  private final BundleCheck check;

  public BundleRefusedException(BundleCheck check, String message) {
    super(message);
    this.check = check;
  }

  public BundleRefusedException(BundleCheck check, String message, Throwable cause) {
    super(message, cause);
    this.check = check;
  }

  /** The check that failed. */
  public BundleCheck check() {
    return check;
  }
}
