package org.bailiwick.master.callout;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.tls.UntrustedPeerException;
import org.bailiwick.contract.tls.UntrustedPeerException.Fault;
import org.bailiwick.node.outbound.AnswerTooLongException;
import org.bailiwick.node.outbound.spool.SpoolFaultException;

/** Converts the failure of a call to its outcome. */
final class CallFailure {

  private static final int MAX_CAUSES = 8;

  private CallFailure() {}

  /** The outcome of a call to this place, which only the log names. */
  static CallAnswer answer(Throwable thrown, URI place) {
    String at = " at " + place.getScheme() + "://" + place.getRawAuthority();
    return switch (answer(thrown)) {
      case CallAnswer.NotReached e -> new CallAnswer.NotReached(e.reason(), e.cause() + at);
      case CallAnswer.Unsure e -> new CallAnswer.Unsure(e.reason(), e.cause() + at);
      case CallAnswer other -> other;
    };
  }

  static CallAnswer answer(Throwable thrown) {
    Throwable failure = unwrap(thrown);
    return switch (failure) {
      case HttpConnectTimeoutException e -> notReached("timeout", e);
      case ConnectException e when isUnresolved(e) -> notReached("name not resolved", e);
      case ConnectException e -> notReached("connection refused", e);
      case NoRouteToHostException e -> notReached("no route", e);
      case UnknownHostException e -> notReached("name not resolved", e);
      case UnresolvedAddressException e -> notReached("name not resolved", e);
      case SSLException e -> notReached("TLS" + handshake(e), e);
      case ProblemException e -> notReached(e.check(), e);
      case AnswerTooLongException e -> new CallAnswer.Refused("agent-answer-too-long");
      case SpoolFaultException e -> unsure("answer-not-stored", e); // repeated from its memory
      case HttpTimeoutException e -> unsure("agent-timeout", e);
      case TimeoutException e -> unsure("agent-timeout", e);
      case CancellationException e -> unsure("call-cancelled", e);
      default -> unsure("agent-connection-broken", failure);
    };
  }

  /** What went wrong in the handshake, in words of ours, or nothing if that is not known. */
  private static String handshake(SSLException failure) {
    Optional<String> ours = UntrustedPeerException.find(failure).map(Fault::text);
    String said = String.join(" ", chain(failure).stream().map(Throwable::toString).toList());
    if (ours.isPresent()) {
      return ", " + ours.get();
    }
    if (said.contains("Received fatal alert")) {
      return ", refused by the agent";
    }
    return said.contains("nrecognized SSL message") ? ", no TLS at the port" : "";
  }

  private static CallAnswer notReached(String why, Throwable failure) {
    return new CallAnswer.NotReached("agent-not-reached: " + why, causes(failure));
  }

  private static CallAnswer unsure(String reason, Throwable failure) {
    return new CallAnswer.Unsure(reason, causes(failure));
  }

  /**
   * Whether the name was not resolved. The HTTP client wraps this failure in a ConnectException, as
   * it does for a refused connection.
   */
  private static boolean isUnresolved(Throwable failure) {
    return chain(failure).stream().anyMatch(UnresolvedAddressException.class::isInstance);
  }

  /** The class names of the exceptions, without messages, which may quote the agent. */
  private static String causes(Throwable failure) {
    return String.join(
        " < ", chain(failure).stream().map(each -> each.getClass().getSimpleName()).toList());
  }

  private static List<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(MAX_CAUSES)
        .toList();
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? unwrap(failure.getCause())
        : failure;
  }
}
