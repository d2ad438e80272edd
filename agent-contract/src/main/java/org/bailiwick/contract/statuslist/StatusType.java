package org.bailiwick.contract.statuslist;

import java.util.Arrays;
import java.util.Optional;

/** The statuses that this product gives to tokens (status list section 7.1). */
public enum StatusType {
  VALID(0),
  /** Revoked for good. */
  INVALID(1),
  /** Not valid for now. */
  SUSPENDED(2);

  private final int value;

  StatusType(int value) {
    this.value = value;
  }

  /** The value in a list. */
  public int value() {
    return value;
  }

  /** Empty for a value that is reserved or another issuer's own. */
  public static Optional<StatusType> find(int value) {
    return Arrays.stream(values()).filter(type -> type.value == value).findFirst();
  }
}
