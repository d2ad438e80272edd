package org.bailiwick.node.secretstore;

import java.nio.charset.StandardCharsets;

/**
 * A secret under a key of the HSM, together with its name: under another name it cannot be
 * unwrapped, so that rows cannot be exchanged.
 */
final class WrappedSecret {
  private final String name;
  private final String keyLabel;
  private final byte[] wrapped;

  WrappedSecret(String name, String keyLabel, byte[] wrapped) {
    this.name = name;
    this.keyLabel = keyLabel;
    this.wrapped = wrapped.clone();
  }

  static WrappedSecret of(String name, byte[] secret, String keyLabel, WrappingKeys keys) {
    return new WrappedSecret(name, keyLabel, keys.wrap(keyLabel, secret, context(name)));
  }

  byte[] unwrapped(WrappingKeys keys) {
    return keys.unwrap(keyLabel, wrapped, context(name));
  }

  String name() {
    return name;
  }

  String keyLabel() {
    return keyLabel;
  }

  byte[] wrapped() {
    return wrapped.clone();
  }

  private static byte[] context(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "WrappedSecret[" + name + "]";
  }
}
