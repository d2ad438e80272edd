package org.bailiwick.master.catalogue;

/** A value that the catalogue does not permit, so that its step ends. */
public final class UnsuitableValue extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** {@code reason}: a code, a colon and a few words, without a part of the value. */
  public UnsuitableValue(String reason) {
    super(reason);
  }

  /** The reason of the step. */
  public String reason() {
    return getMessage();
  }
}
