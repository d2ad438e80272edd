package org.bailiwick.ars.freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.jose.SignedStatement;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.junit.jupiter.api.Test;

class FreshnessStatementsTest {
  private final TestClock clock = TestClock.atPresent();
  private final TokenKeys keys =
      new TokenKeys(InMemorySigningKey.generate("token-signing", KeyShape.EC_P256));
  private final Instant known = clock.instant().minusSeconds(3);
  private Supplier<TokenKeys> hsm = () -> keys;
  private Supplier<RevocationKnowledge> knowledge =
      () -> new RevocationKnowledge(known, BigInteger.valueOf(42));
  private long nanos;
  private final FreshnessStatements statements =
      new FreshnessStatements(
          new FreshnessStatements.Facts(
              URI.create("https://registry.example/ars"),
              () -> knowledge.get(),
              () -> 4711,
              Duration.ofMinutes(5)),
          () -> hsm.get(),
          clock,
          () -> nanos);

  @Test
  void saysWhatIsKnownUntilWhen() {
    JsonObject claims = claims(statements.current());
    assertThat(claims.getString("iss")).isEqualTo("https://registry.example/ars");
    assertThat(claims.getInt("as_of")).isEqualTo((int) known.getEpochSecond());
    assertThat(claims.getInt("crl_number")).isEqualTo(42);
    assertThat(claims.getInt("revision")).isEqualTo(4711);
    assertThat(claims.getInt("exp") - claims.getInt("iat")).isEqualTo(300);
  }

  @Test
  void signsOnceInASecond() {
    String first = statements.current();
    pass(Duration.ofMillis(900));
    assertThat(statements.current()).isSameAs(first);
    pass(Duration.ofMillis(200));
    assertThat(statements.current()).isNotEqualTo(first);
  }

  /** Threat 50: the registry is cut off from the authority. */
  @Test
  void saysNothingWhileTheKnowledgeIsTooOld() {
    statements.current();
    knowledge =
        () -> {
          throw new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "stale", "Too old");
        };
    assertThatThrownBy(statements::current).hasMessage("Too old");
  }

  /** Threat 70: the HSM hangs. */
  @Test
  void theLastStatementCountsUntilItExpiresWhileTheHsmIsAway() {
    String last = statements.current();
    hsm =
        () -> {
          throw new ProblemException(ProblemType.SIGNER_UNAVAILABLE, "hsm", "The HSM is away");
        };
    pass(Duration.ofMinutes(4));
    assertThat(statements.current()).isEqualTo(last);
    pass(Duration.ofMinutes(1));
    assertThatThrownBy(statements::current).hasMessage("The HSM is away");
    hsm = () -> keys;
    assertThat(statements.current()).isNotEqualTo(last);
  }

  private void pass(Duration time) {
    clock.move(time);
    nanos += time.toNanos();
  }

  private JsonObject claims(String statement) {
    return SignedStatement.payload(
            statement, FreshnessStatements.TYPE, keys.inService(clock.instant()))
        .map(StrictJson::object)
        .orElseThrow();
  }
}
