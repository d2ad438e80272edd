package org.bailiwick.master.callout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallFailureTest {
  private static final URI PLACE = URI.create("https://reader.example:7001/work?secret=1");

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new HttpConnectTimeoutException("x"), "timeout"),
        Arguments.of(new ConnectException("x"), "connection refused"),
        Arguments.of(
            new ConnectException("x").initCause(new UnresolvedAddressException()),
            "name not resolved"),
        Arguments.of(new UnknownHostException("reader.example"), "name not resolved"),
        Arguments.of(new NoRouteToHostException("x"), "no route"),
        Arguments.of(
            new SSLHandshakeException("(bad_certificate) Received fatal alert: bad_certificate"),
            "TLS, refused by the agent"),
        Arguments.of(new SSLHandshakeException("something"), "TLS"),
        Arguments.of(
            new ProblemException(ProblemType.POLICY_DENIED, "agent-address", "no"),
            "agent-address"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theReasonSaysWhatFailedAndTheLogAlsoWhere(Throwable failure, String why) {
    CallAnswer answer = CallFailure.answer(new CompletionException(failure), PLACE);
    assertThat(answer).isInstanceOf(CallAnswer.NotReached.class);
    CallAnswer.NotReached notReached = (CallAnswer.NotReached) answer;
    assertThat(notReached.reason()).isEqualTo("agent-not-reached: " + why);
    assertThat(notReached.cause())
        .startsWith(failure.getClass().getSimpleName())
        .endsWith(" at https://reader.example:7001");
  }

  /** The text of a library may quote what the agent sent. */
  @ParameterizedTest
  @MethodSource("failures")
  void noTextOfALibraryIsPassedOn(Throwable failure) {
    IOException quoting = new IOException("give me your keys", failure);
    assertThat(CallFailure.answer(quoting, PLACE).toString()).doesNotContain("give me", "secret");
  }
}
