package org.bailiwick.aca.web.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NonceRequestTest {

  private static int octets(String body) {
    return NonceRequest.octets(body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|32",
        "{\"len\":8}|8",
        "{\"len\":64,\"reqTypeInfo\":{\"type\":\"1.2.3\",\"reqInfo\":{\"len\":9}}}|64"
      })
  void readsTheLength(String body, int octets) {
    assertThat(octets(body)).isEqualTo(octets);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8",
        "[]",
        "{\"len\":\"8\"}",
        "{\"len\":8.0}",
        "{\"len\":-8}",
        "{\"len\":8,\"len\":9}",
        "{\"len\":99999999999999999999}"
      })
  void refusesWhatIsNoLength(String body) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> octets(body));
    assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
  }

  @Test
  void theTicketIsForTlsAndForNoScript() {
    assertThat(NonceCookie.set("t", Duration.ofMinutes(5)))
        .isEqualTo("__Secure-est-nonce=t; Max-Age=300; Secure; HttpOnly; SameSite=Strict");
  }
}
