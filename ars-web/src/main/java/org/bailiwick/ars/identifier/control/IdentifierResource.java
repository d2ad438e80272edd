package org.bailiwick.ars.identifier.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Tells which agent an identifier names, and lets officers configure identifiers. */
@ApplicationScoped
@Path("/v1/identifiers")
@Produces(MediaType.APPLICATION_JSON)
public class IdentifierResource {
  @Inject private PeerContext peers;
  @Inject private IdentifierReader reader;
  @Inject private IdentifierChanges changes;

  @GET
  @Timed(name = "ars_identifiers", absolute = true)
  public String read(@QueryParam("of") String of) {
    return reader
        .read(peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN), parsed(of))
        .toString();
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(8192)
  public String configure(String body) {
    return changes
        .configure(peers.require(Kind.OPERATOR), IdentifierRequest.ofOfficer(body))
        .toString();
  }

  /** Produces every media type, because the answer has no body. */
  @DELETE
  @Produces(MediaType.WILDCARD)
  public void remove(@QueryParam("of") String of) {
    changes.remove(peers.require(Kind.OPERATOR), parsed(of));
  }

  /** A missing parameter is read as an empty text, which is no identifier. */
  static Identifier parsed(String of) {
    return Identifier.parse(Optional.ofNullable(of).orElse(""));
  }
}
