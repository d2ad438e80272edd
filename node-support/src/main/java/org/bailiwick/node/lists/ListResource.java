package org.bailiwick.node.lists;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import java.util.function.Function;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** A list for officers and auditors. A subclass of the component has path, media type and scope. */
public abstract class ListResource {
  @Inject private PeerContext peers;
  @Inject private ListReader reader;

  /** Answers with a page of this list. */
  protected Response page(ListSource list, UriInfo uri) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT, Kind.FOREIGN);
    ListQuery query = ListQuery.read(list, uri.getQueryParameters());
    return answer(reader.page(peer, list, query));
  }

  /**
   * Answers with a page for a reader who is no peer.
   *
   * @param name of the reader, to which page tokens are bound
   * @param mayRead makes the question whether this reader may read, of the names of the filters
   */
  protected Response page(
      String name, Function<Set<String>, Question> mayRead, ListSource list, UriInfo uri) {
    ListQuery query = ListQuery.read(list, uri.getQueryParameters());
    return answer(reader.page(name, mayRead.apply(query.filterNames()), list, query));
  }

  private static Response answer(String page) {
    return Response.ok(page).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
