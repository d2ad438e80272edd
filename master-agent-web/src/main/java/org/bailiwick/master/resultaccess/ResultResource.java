package org.bailiwick.master.resultaccess;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.bailiwick.master.job.RequestCredentials;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Results that are stored by reference ({@code docs/workflows.md}). */
@Path(ResultResource.PATH)
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ResultResource {

  public static final String PATH = "/v1/results";

  private static final int PARTIAL_CONTENT = 206;

  @Inject ResultAccess access;
  @Inject ResultReadings readings;
  @Inject PeerContext peer;
  @Context HttpHeaders headers;
  @Context UriInfo uri;
  @Context Request request;

  @GET
  @Path("{id}")
  @Timed(name = "master_results_read", absolute = true)
  public Response read(
      @PathParam("id") String id,
      @HeaderParam("Txn-Token") String token,
      @HeaderParam("Range") String range,
      @HeaderParam("If-Range") String unchanged) {
    ResultAccess.Permitted permitted =
        token == null
            ? access.ofReader(presented(), id)
            : access.ofStep(peer.require(VerifiedPeer.Kind.AGENT), token, id);
    StoredResult result = permitted.result();
    String tag = "\"" + result.sha256() + "\"";
    Optional<ByteRange> part =
        unchanged == null || unchanged.equals(tag)
            ? ByteRange.find(range, result.size())
            : Optional.empty();
    ByteRange sent = part.orElse(new ByteRange(0, result.size()));
    Response.ResponseBuilder answer =
        Response.status(part.isPresent() ? PARTIAL_CONTENT : Response.Status.OK.getStatusCode())
            .entity(readings.begin(permitted, sent))
            .header(HttpHeaders.CONTENT_LENGTH, sent.end() - sent.from())
            .header(HttpHeaders.ETAG, tag)
            .header("Accept-Ranges", "bytes")
            .header("Repr-Digest", result.reprDigest())
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    part.ifPresent(of -> answer.header("Content-Range", of.contentRange(result.size())));
    return answer.build();
  }

  private PresentedCredentials presented() {
    return new RequestCredentials(peer, request, uri, headers).presented(Optional.empty());
  }
}
