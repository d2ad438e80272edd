package org.bailiwick.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionFaultTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new ConnectException("x"), "the connection was refused"),
        Arguments.of(
            new ConnectException("x").initCause(new UnresolvedAddressException()),
            "its name does not resolve"),
        Arguments.of(new UnknownHostException("ca.example"), "its name does not resolve"),
        Arguments.of(new SocketTimeoutException("x"), "no answer in time"),
        Arguments.of(new HttpConnectTimeoutException("x"), "no answer in time"),
        Arguments.of(
            new SSLException("Unsupported or unrecognized SSL message"), "it does not speak TLS"),
        Arguments.of(
            new SSLException("Unrecognized SSL message, plaintext connection?"),
            "it does not speak TLS"),
        Arguments.of(
            new SSLHandshakeException("Received fatal alert: bad_certificate"),
            "it refused the TLS handshake"),
        Arguments.of(new SSLHandshakeException("x"), "the TLS handshake failed"),
        Arguments.of(
            new SSLHandshakeException("x").initCause(refusal()),
            "the certificate that it shows is not trusted: no certificate"),
        Arguments.of(new SocketException("x"), "it ended the connection"),
        Arguments.of(new IOException("x"), "the connection ended before an answer"));
  }

  /** The refusal of a server that shows no certificate. */
  private static Throwable refusal() {
    SpiffeTrustManager trust = new SpiffeTrustManager(Set::of, id -> true);
    return catchThrowable(() -> trust.checkServerTrusted(new X509Certificate[0], "UNKNOWN"));
  }

  /**
   * The text is the same if a client of HTTP has wrapped the failure, whose own text is not shown.
   */
  @ParameterizedTest
  @MethodSource("failures")
  void saysWhatFailed(Throwable failure, String text) {
    IOException wrapped = new IOException("secret of a library", failure);
    assertThat(ConnectionFault.text(failure)).startsWith(text).doesNotContain("x:");
    assertThat(ConnectionFault.text(wrapped)).startsWith(text).doesNotContain("secret");
  }
}
