package org.bailiwick.node.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String SALT_AND_HASH =
      "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  /**
   * Of the reference implementation's own tests (github.com/P-H-C/phc-winner-argon2, test.c);
   * {@code openssl kdf} computes the same.
   */
  private static final String OF_THE_REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1" + SALT_AND_HASH;

  @Test
  void verifiesAHashOfTheReferenceImplementation() {
    PasswordHash hash = PasswordHash.parse(OF_THE_REFERENCE);
    assertThat(hash.matches("password")).isTrue();
    assertThat(hash.matches("Password")).isFalse();
    assertThat(hash.text()).isEqualTo(OF_THE_REFERENCE);
  }

  @Test
  void aNewHashIsReadBackAndHasItsOwnSalt() {
    PasswordHash first = PasswordHash.of("correct horse battery", RANDOM);
    PasswordHash second = PasswordHash.of("correct horse battery", RANDOM);
    assertThat(PasswordHash.parse(first.text()).matches("correct horse battery")).isTrue();
    assertThat(PasswordHash.parse(first.text()).matches("correct horse batterY")).isFalse();
    assertThat(first.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(first.text()).isNotEqualTo(second.text());
    assertThat(first).hasToString("PasswordHash[Cost[memory=19456, passes=2, lanes=1]]");
  }

  @Test
  void onePasswordOfTwoKeyboardsIsOnePassword() {
    PasswordHash hash = PasswordHash.of("caf\u00e9 caf\u00e9 caf\u00e9", RANDOM);
    assertThat(hash.matches("cafe\u0301 cafe\u0301 cafe\u0301")).isTrue();
  }

  @Test
  void nobodyHasAPassword() {
    assertThat(PasswordHash.ofNobody().matches("")).isFalse();
    assertThat(PasswordHash.ofNobody().matches("password")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "password",
        "$argon2i$v=19$m=65536,t=2,p=1" + SALT_AND_HASH,
        "$argon2id$v=16$m=65536,t=2,p=1" + SALT_AND_HASH,
        "$argon2id$v=19$m=65537,t=2,p=1" + SALT_AND_HASH,
        "$argon2id$v=19$m=65536,t=5,p=1" + SALT_AND_HASH,
        "$argon2id$v=19$m=65536,t=0,p=1" + SALT_AND_HASH,
        "$argon2id$v=19$m=7,t=1,p=1" + SALT_AND_HASH,
        "$argon2id$v=19$m=65536,t=2,p=0" + SALT_AND_HASH,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$AA"
      })
  void computesNoOtherKindAndNoOtherCost(String text) {
    assertThatThrownBy(() -> PasswordHash.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 500)
  void readsOrRefusesAnyText(@ForAll String text) {
    assertThatThrownBy(() -> PasswordHash.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
