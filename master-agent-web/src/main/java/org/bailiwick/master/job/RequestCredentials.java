package org.bailiwick.master.job;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;

/** The credentials in a request of JAX-RS, read in the thread of the request. */
public record RequestCredentials(
    PeerContext peer, Request request, UriInfo uri, HttpHeaders headers) {

  /**
   * What the request presents.
   *
   * @param body the text that is worked with, if it was read
   */
  public PresentedCredentials presented(Optional<String> body) {
    RequestHead head =
        new RequestHead(
            request.getMethod(),
            uri.getPath(false),
            headers.getRequestHeaders(),
            uri.getQueryParameters().keySet());
    Optional<String> query = Optional.ofNullable(uri.getRequestUri().getRawQuery());
    return new PresentedCredentials(peer.peer(), head.with(query, body));
  }

  /** The same credentials, for which the peer, if there is one, is verified again. */
  public Supplier<PresentedCredentials> again(PresentedCredentials presented) {
    if (presented.peer().isEmpty()) {
      return () -> presented.again(Optional.empty());
    }
    Supplier<VerifiedPeer> verification = peer.again();
    return () -> presented.again(Optional.of(verification.get()));
  }
}
