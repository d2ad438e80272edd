package org.bailiwick.aca.nonce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;

class NonceMintTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final byte[] KEY = new byte[32];

  private static NonceMint at(Instant now) {
    return new NonceMint(KEY, LIFETIME, Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void knowsItsOwnUntilTheLastInstant() {
    Nonce nonce = at(NOW).mint();
    assertThat(at(NOW.plus(LIFETIME).minusNanos(1)).require(nonce.value())).isEqualTo(nonce);
  }

  @Test
  void refusesWhenTheLifetimeIsOver() {
    Nonce nonce = at(NOW).mint();
    assertRefused(at(NOW.plus(LIFETIME)), nonce.value(), "nonce-expired");
  }

  /** It would be good for as long as the clock was ahead, and its use is not remembered so long. */
  @Test
  void refusesThatOfAClockThatWasAhead() {
    Nonce ahead = at(NOW.plus(Duration.ofDays(30))).mint();
    assertRefused(at(NOW), ahead.value(), "nonce-expired");
    Nonce ofAnotherNode = at(NOW.plus(Duration.ofMinutes(4))).mint();
    assertThat(at(NOW).require(ofAnotherNode.value())).isEqualTo(ofAnotherNode);
  }

  @Test
  void refusesThatOfAnotherAuthority() {
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;
    Nonce foreign = new NonceMint(otherKey, LIFETIME, Clock.fixed(NOW, ZoneOffset.UTC)).mint();
    assertRefused(at(NOW), foreign.value(), "nonce-foreign");
  }

  @Test
  void refusesAnyChangedCharacter() {
    String nonce = at(NOW).mint().value();
    for (int i = 0; i < nonce.length(); i++) {
      char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
      String changed = nonce.substring(0, i) + other + nonce.substring(i + 1);
      assertThatThrownBy(() -> at(NOW).require(changed)).isInstanceOf(ProblemException.class);
    }
  }

  /** The last character has two unused bits; a lenient decoder would take all four spellings. */
  @Test
  void hasOneSpelling() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    String nonce = at(NOW).mint().value();
    int last = alphabet.indexOf(nonce.charAt(nonce.length() - 1));
    for (int bits = 1; bits < 4; bits++) {
      String twin = nonce.substring(0, nonce.length() - 1) + alphabet.charAt(last | bits);
      assertRefused(at(NOW), twin, "nonce-malformed");
    }
    assertRefused(at(NOW), nonce + "=", "nonce-malformed");
  }

  @Test
  void fitsAnEatNonce() {
    assertThat(at(NOW).mint().value().length()).isBetween(8, 88);
  }

  private static void assertRefused(NonceMint mint, String nonce, String check) {
    assertThatThrownBy(() -> mint.require(nonce))
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }
}
