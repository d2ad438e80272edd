package org.bailiwick.policy;

/**
 * The highest policy version that any node of a component has loaded, so that a node whose folder
 * was put back refuses it although it has never seen the newer one.
 */
@FunctionalInterface
public interface VersionFloor {

  /** A version: its number, and the SHA-256 in hex of a folder's manifest or bundle's payload. */
  record Loaded(long number, String digest) {}

  /**
   * Stores this version if it is higher than every other, and returns the highest one.
   *
   * @throws RuntimeException if the highest one cannot be known at present
   */
  Loaded raise(Loaded version);

  /** For a decision point that shares nothing. */
  static VersionFloor alone() {
    return version -> version;
  }
}
