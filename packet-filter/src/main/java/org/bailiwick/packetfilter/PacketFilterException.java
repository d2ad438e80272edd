package org.bailiwick.packetfilter;

/**
 * The program {@code nft} is missing, was not allowed to do what was asked, or refused a rule set.
 * The rules that were in force before are in force still. The message is for an operator.
 */
public final class PacketFilterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PacketFilterException(String message) {
    super(message);
  }

  public PacketFilterException(String message, Throwable cause) {
    super(message, cause);
  }
}
