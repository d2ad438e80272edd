package org.bailiwick.aca.nonce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.bailiwick.aca.nonce.NonceTickets.Shown;
import org.bailiwick.aca.nonce.NonceTickets.Ticket;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nonces that come back with a ticket (draft-ietf-lamps-attestation-freshness-08 section 5). */
class NonceTicketsTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final String SCOPE = "est default";
  private static final byte[] KEY = new byte[32];

  private static NonceMint mint(byte[] key, Instant now) {
    return new NonceMint(key, LIFETIME, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static NonceTickets at(Instant now) {
    return new NonceTickets(mint(KEY, now));
  }

  private static void refuses(NonceTickets tickets, String scope, String text, String check) {
    assertThatThrownBy(() -> tickets.require(new Shown(scope, text)))
        .isInstanceOfSatisfying(
            ProblemException.class, refusal -> assertThat(refusal.check()).isEqualTo(check));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 32, 63, 64})
  void givesANonceOfTheLengthThatIsAskedForAndKnowsItByItsTicket(int octets) {
    Ticket ticket = at(NOW).issue(SCOPE, octets);
    assertThat(Base64.getUrlDecoder().decode(ticket.nonce().value())).hasSize(octets);
    assertThat(ticket.nonce().expiresAt()).isEqualTo(NOW.plus(LIFETIME));
    assertThat(at(NOW.plus(LIFETIME).minusNanos(1)).require(new Shown(SCOPE, ticket.text())))
        .isEqualTo(ticket.nonce());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 7, 65, Integer.MAX_VALUE})
  void givesNoneOfAnotherLength(int octets) {
    assertThatThrownBy(() -> at(NOW).issue(SCOPE, octets))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("nonce-length"));
  }

  @Test
  void refusesWhatIsStaleForeignOrOfAnotherPlace() {
    String text = at(NOW).issue(SCOPE, 32).text();
    refuses(at(NOW.plus(LIFETIME)), SCOPE, text, "ticket-expired");
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;
    refuses(new NonceTickets(mint(otherKey, NOW)), SCOPE, text, "ticket-foreign");
    refuses(at(NOW), "est other", text, "ticket-foreign");
    refuses(at(NOW), "est defaul", text, "ticket-foreign");
  }

  @Test
  void refusesAnyChangedCharacter() {
    String text = at(NOW).issue(SCOPE, 32).text();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      refuses(
          at(NOW), SCOPE, text.substring(0, i) + other + text.substring(i + 1), "ticket-foreign");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "!", "A A", "AAAA="})
  void refusesWhatIsNoTicket(String text) {
    refuses(at(NOW), SCOPE, text, "ticket-malformed");
  }

  /** Neither kind of nonce passes for the other, nor does a nonce for its ticket. */
  @Test
  void isNotTheNonceThatOthersAreGiven() {
    Ticket ticket = at(NOW).issue(SCOPE, 57);
    refuses(at(NOW), SCOPE, mint(KEY, NOW).mint().value(), "ticket-malformed");
    refuses(at(NOW), SCOPE, ticket.nonce().value(), "ticket-foreign");
    assertThatThrownBy(() -> mint(KEY, NOW).require(at(NOW).issue(SCOPE, 56).nonce().value()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("nonce-foreign"));
  }

  @Test
  void givesEachClientAnother() {
    assertThat(at(NOW).issue(SCOPE, 8).nonce()).isNotEqualTo(at(NOW).issue(SCOPE, 8).nonce());
  }
}
