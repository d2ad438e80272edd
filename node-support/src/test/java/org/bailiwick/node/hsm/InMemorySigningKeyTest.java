package org.bailiwick.node.hsm;

class InMemorySigningKeyTest extends SigningKeyContract {

  @Override
  SigningKey key(KeyShape shape) {
    return InMemorySigningKey.generate("memory", shape);
  }
}
