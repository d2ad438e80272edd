package org.bailiwick.node.policies;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.bailiwick.node.request.Preconditions;
import org.bailiwick.policy.bundle.PolicyBundle;

/** The policy bundles of a component. A subclass of the component has path and scope. */
public abstract class PolicyBundleResource {
  private static final String BUNDLE = "application/jose+json"; // RFC 7515 section 9.2.1
  private static final int CREATED = 201;

  @Inject private PeerContext peers;
  @Inject private BundleIntake intake;
  @Inject private Instance<BundleReader> readers;

  /** Takes a bundle; it decides from its time on. */
  @POST
  @Consumes(BUNDLE)
  @Produces(MediaType.APPLICATION_JSON)
  @BodyLimit(PolicyBundle.MAX_OCTETS)
  public Response take(InputStream body) throws IOException {
    BundleIntake.Taken taken = intake.take(peers.require(Kind.OPERATOR, Kind.AGENT), body);
    return Response.status(taken.again() ? Response.Status.OK.getStatusCode() : CREATED)
        .entity(JsonText.of(taken.view()))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** The bundles, and what each node decides by. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response list() {
    VerifiedPeer reader = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    return Response.ok(JsonText.of(intake.list(reader)))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** The file of a bundle. */
  @GET
  @Path("/{number:[1-9][0-9]{0,15}}")
  @Produces(BUNDLE)
  public Response read(@PathParam("number") long number, @Context Request request) {
    byte[] octets = octets(number);
    EntityTag tag = new EntityTag(Sha256.hex(octets));
    return Preconditions.evaluate(request, tag)
        .orElseGet(() -> Response.ok(octets).tag(tag))
        .build();
  }

  private byte[] octets(long number) {
    if (readers.isUnsatisfied()) {
      return intake.read(peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT), number);
    }
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT, Kind.SERVICE);
    return peer.kind() == Kind.SERVICE
        ? intake.read(readers.get().mayRead(peer), number)
        : intake.read(peer, number);
  }
}
