package org.bailiwick.node.lists;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
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
    return Response.ok(reader.page(peer, list, query))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
