package org.bailiwick.client.http;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.bailiwick.contract.tls.UntrustedPeerException;

/**
 * Says in words why there was no answer from a server, for the one who called it. The texts are
 * this product's own, and quote neither the server nor a library.
 */
public final class ConnectionFault {
  private static final int MAX_CAUSES = 8;

  private ConnectionFault() {}

  /** What failed; "the connection ended before an answer" if nothing more exact is known. */
  public static String text(Throwable failure) {
    return find(failure).orElse("the connection ended before an answer");
  }

  /** Looks through the failure and its causes for one that tells what failed. */
  public static Optional<String> find(Throwable failure) {
    return UntrustedPeerException.find(failure)
        .map(fault -> "the certificate that it shows is not trusted: " + fault.text())
        .or(() -> causes(failure).flatMap(cause -> of(cause).stream()).findFirst());
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(MAX_CAUSES)
        .sorted((one, other) -> Boolean.compare(isWrapper(one), isWrapper(other)));
  }

  /** A refused connection and a name that does not resolve are both wrapped in this class. */
  private static boolean isWrapper(Throwable cause) {
    return cause instanceof ConnectException && cause.getCause() != null;
  }

  private static Optional<String> of(Throwable cause) {
    return Optional.ofNullable(
        switch (cause) {
          case UnknownHostException e -> "its name does not resolve";
          case UnresolvedAddressException e -> "its name does not resolve";
          case SocketTimeoutException e -> "no answer in time";
          case HttpTimeoutException e -> "no answer in time";
          case TimeoutException e -> "no answer in time";
          case ConnectException e -> "the connection was refused, so nothing listens there";
          case NoRouteToHostException e -> "there is no route to it";
          case SSLException e -> handshake(String.valueOf(e.getMessage()));
          case SocketException e -> "it ended the connection";
          default -> null;
        });
  }

  private static String handshake(String said) {
    if (said.contains("nrecognized SSL message")) {
      return "it does not speak TLS at this port";
    }
    return said.contains("Received fatal alert")
        ? "it refused the TLS handshake"
        : "the TLS handshake failed";
  }
}
