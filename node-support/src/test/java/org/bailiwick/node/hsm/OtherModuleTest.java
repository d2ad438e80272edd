package org.bailiwick.node.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The token suite on any module: {@code -Dhsm.configuration=FILE -Dhsm.pin-file=FILE} name an
 * initialised token for tests, whose keys of our labels are deleted. {@code
 * launcher/test/on-opencryptoki.sh} runs it on opencryptoki's software token.
 */
@EnabledIfSystemProperty(named = "hsm.configuration", matches = ".+")
class OtherModuleTest extends SigningKeyContract {

  private static final Set<String> LABELS =
      Arrays.stream(KeyShape.values()).map(KeyShape::text).collect(Collectors.toSet());

  private static Pkcs11Token token;

  @BeforeAll
  static void makeKeys() {
    token = Pkcs11Token.open(settings(Optional.of(pinFile())));
    for (KeyShape shape : KeyShape.values()) {
      if (token.holds(shape.text())) {
        token.delete(shape.text());
      }
      token.generate(shape.text(), shape);
    }
  }

  @AfterAll
  static void deleteThem() {
    LABELS.forEach(token::delete);
    assertThat(LABELS.stream().noneMatch(token::holds)).isTrue();
    token.close();
  }

  @Override
  SigningKey key(KeyShape shape) {
    return token.key(shape.text());
  }

  @Test
  void holdsWhatItWasGivenAndNothingElse() {
    assertThat(token.health(LABELS)).isEqualTo(new HsmHealth.Up());
    assertThat(token.holds("nowhere")).isFalse();
    assertThat(((HsmHealth.Down) token.health(Set.of("nowhere"))).reason())
        .startsWith("nothing is labelled nowhere");
    assertThatThrownBy(() -> token.key("nowhere")).isInstanceOf(ProblemException.class);
  }

  @Test
  void refusesALabelTwiceAndACertificateOfAnotherKey() {
    assertThatThrownBy(() -> token.generate("ec-p256", KeyShape.EC_P256))
        .hasMessageContaining("already holds something labelled ec-p256");
    assertThatThrownBy(() -> token.attach("ec-p256", token.certificate("ec-p384")))
        .hasMessageContaining("another key");
    token.attach("ec-p256", token.certificate("ec-p256"));
    assertThat(verifies(token.key("ec-p256"), new byte[5], token.key("ec-p256").sign(new byte[5])))
        .isTrue();
  }

  /** As after a restart of the node. Left open: the login is the whole process's. */
  @Test
  void aKeyIsFoundByItsLabelAfterANewLogin() {
    Pkcs11Token again = Pkcs11Token.open(settings(Optional.of(pinFile())));
    for (KeyShape shape : KeyShape.values()) {
      assertThat(again.key(shape.text()).publicKey()).isEqualTo(key(shape).publicKey());
    }
  }

  @Test
  void withoutPinItIsNotActivated() {
    Pkcs11Token other = Pkcs11Token.open(settings(Optional.empty()));
    assertThat(((HsmHealth.Down) other.health()).reason()).startsWith("not activated");
  }

  private static Path pinFile() {
    return Path.of(System.getProperty("hsm.pin-file"));
  }

  private static Pkcs11Settings settings(Optional<Path> pinFile) {
    return new Pkcs11Settings(
        Path.of(System.getProperty("hsm.configuration")),
        pinFile,
        4,
        Duration.ofSeconds(2),
        Duration.ofSeconds(20));
  }
}
