package org.bailiwick.node.hsm;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class Pkcs11SigningKeyTest extends SigningKeyContract {

  private static Pkcs11Token token;

  @BeforeAll
  static void makeKeys() {
    token = Pkcs11Token.open(SoftHsm.freshToken().ceremonySettings());
    for (KeyShape shape : KeyShape.values()) {
      token.generate(shape.text(), shape);
    }
  }

  @AfterAll
  static void close() {
    token.close();
  }

  @Override
  SigningKey key(KeyShape shape) {
    return token.key(shape.text());
  }
}
