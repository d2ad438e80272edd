package org.bailiwick.contract.fuzz;

import java.util.Arrays;

/**
 * Makes decisions from an input's octets, so that the fuzzer controls them. When no octets are
 * left, every decision is the first option.
 */
public final class Choices {

  private final byte[] octets;
  private int at;

  public Choices(byte[] octets) {
    this.octets = octets.clone();
  }

  /** One of the options. */
  public int below(int options) {
    int choice = octet();
    return (options > 256 ? (choice << 8) | octet() : choice) % options;
  }

  public int octet() {
    return at < octets.length ? octets[at++] & 0xff : 0;
  }

  public boolean hasMore() {
    return at < octets.length;
  }

  /** All octets that are left. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(octets, Math.min(at, octets.length), octets.length);
    at = octets.length;
    return rest;
  }
}
