package org.bailiwick.client.transactiontoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;

class OrderedTokensTest {
  private static final int MOST = 100_000;
  private static final SpiffeId NODE = SpiffeId.parse("spiffe://bailiwick.example/node/domain");

  private Instant now = Instant.parse("2026-11-30T08:00:00Z");
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
  private final OrderedTokens tokens = new OrderedTokens(clock);

  private VerifiedTransactionToken token(String signedPart, Duration left) {
    return new VerifiedTransactionToken(
        signedPart + ".signature",
        "txn",
        CapabilitySet.parseScope("a.read@1"),
        NODE,
        "job",
        Optional.empty(),
        Optional.empty(),
        now.plus(left));
  }

  private static void refused(Runnable act, String check) {
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.check()).isEqualTo(check));
  }

  @Test
  void aTokenIsForOneOrderWhateverItsSignatureIs() {
    VerifiedTransactionToken first = token("a.b", Duration.ofMinutes(2));
    tokens.bind(first, "job/1");
    assertThatCode(() -> tokens.bind(first, "job/1")).doesNotThrowAnyException();
    refused(() -> tokens.bind(first, "job/2"), "txn-token-replayed");
  }

  @Test
  void whatHasExpiredMakesRoom() {
    for (int number = 0; number < MOST; number++) {
      // The first ones end last, so room is not made in the order in which they came.
      tokens.bind(token("a." + number, Duration.ofSeconds(number < MOST / 2 ? 120 : 60)), "job/1");
    }
    refused(() -> tokens.bind(token("b.1", Duration.ofMinutes(2)), "job/1"), "txn-tokens-many");

    now = now.plusSeconds(71);

    assertThatCode(() -> tokens.bind(token("b.1", Duration.ofMinutes(2)), "job/1"))
        .doesNotThrowAnyException();
    refused(() -> tokens.bind(token("a.1", Duration.ofSeconds(49)), "job/2"), "txn-token-replayed");
  }
}
