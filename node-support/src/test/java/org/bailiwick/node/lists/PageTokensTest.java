package org.bailiwick.node.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page token is valid for one search and one peer. */
class PageTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Scope SCOPE = new Scope("spiffe://a.example/agent/x", "invoice.parse@1");
  private static final String POSITION = "urn:uuid:0190a000-0000-7000-8000-000000000001";

  private final PageTokens tokens = new PageTokens(() -> new byte[32]);

  @Test
  void givesBackThePosition() {
    assertThat(tokens.position(SCOPE, tokens.token(SCOPE, POSITION, NOW), NOW.plusSeconds(600)))
        .isEqualTo(POSITION);
  }

  @Test
  void isGoodForItsOwnQueryAndPeerOnly() {
    String token = tokens.token(SCOPE, POSITION, NOW);
    assertRefused(new Scope(SCOPE.peer(), "invoice.parse@2"), token);
    assertRefused(new Scope("spiffe://a.example/agent/y", SCOPE.query()), token);
    assertRefused(new Scope(SCOPE.peer() + "1", SCOPE.query().substring(1)), token);
  }

  @Test
  void everyChangedCharacterIsFound() {
    String token = tokens.token(SCOPE, POSITION, NOW);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertRefused(SCOPE, token.substring(0, i) + other + token.substring(i + 1));
    }
    assertRefused(SCOPE, token + "=");
    assertRefused(SCOPE, token.substring(0, token.length() - 1));
  }

  @Test
  void expires() {
    String token = tokens.token(SCOPE, POSITION, NOW);
    assertThatThrownBy(() -> tokens.position(SCOPE, token, NOW.plusSeconds(601)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void isNotGoodUnderAnotherKey() {
    String token = new PageTokens(() -> new byte[] {1}).token(SCOPE, POSITION, NOW);
    assertRefused(SCOPE, token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "'; drop table agent; --", "\u0000", "AAAA", "%%%%"})
  void textThatIsNoTokenIsRefused(String text) {
    assertRefused(SCOPE, text);
  }

  private void assertRefused(Scope scope, String token) {
    assertThatThrownBy(() -> tokens.position(scope, token, NOW))
        .isInstanceOf(ProblemException.class);
  }
}
