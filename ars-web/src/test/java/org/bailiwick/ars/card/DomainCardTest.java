package org.bailiwick.ars.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainCardTest {
  private long nanos;
  private int fetched;
  private Optional<String> served = Optional.of(TestDomain.CARD);
  private final DomainCard card = new DomainCard(this::serve, () -> nanos);

  private byte[] serve() {
    fetched++;
    return served
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.DEPENDENCY_UNAVAILABLE, "outbound-timeout", "No answer"));
  }

  @Test
  void aCopyIsUsedForAMinuteAndNoLonger() {
    card.current();
    nanos += DomainCard.KEPT.minusNanos(1).toNanos();
    assertThat(card.current().getString("name")).isEqualTo("bailiwick.example");
    assertThat(fetched).isEqualTo(1);
    nanos += 1;
    served = Optional.empty();
    assertRefused(card::current, "outbound-timeout");
    assertThat(fetched).isEqualTo(2);
  }

  /** While the Master Agent is away, requests do not each wait for it. */
  @Test
  void afterAFailureNothingIsAskedForAWhile() {
    served = Optional.empty();
    assertRefused(card::current, "outbound-timeout");
    served = Optional.of(TestDomain.CARD);
    nanos += DomainCard.PAUSE.minusNanos(1).toNanos();
    assertRefused(card::current, "outbound-timeout");
    assertThat(fetched).isEqualTo(1);
    nanos += 1;
    assertThat(card.current()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "<html>",
        "{\"supportedInterfaces\":[],\"securityRequirements\":[],\"defaultInputModes\":[],"
            + "\"defaultOutputModes\":[],\"securitySchemes\":{},\"capabilities\":{}}",
        "{\"supportedInterfaces\":\"x\",\"securityRequirements\":[],\"defaultInputModes\":[],"
            + "\"defaultOutputModes\":[],\"securitySchemes\":{},\"capabilities\":{}}"
      })
  void whatIsNoCardIsRefused(String text) {
    served = Optional.of(text);
    assertRefused(card::current, "domain-card-malformed");
    nanos += Duration.ofSeconds(1).toNanos();
    assertRefused(card::current, "domain-card-malformed");
  }

  private static void assertRefused(ThrowingCallable call, String check) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
              assertThat(e.check()).isEqualTo(check);
            });
  }
}
