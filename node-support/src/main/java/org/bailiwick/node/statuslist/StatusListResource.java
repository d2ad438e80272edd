package org.bailiwick.node.statuslist;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.bailiwick.node.json.JsonText;

/**
 * A component's status lists, for any client. A subclass of the component has the path {@link
 * #PATH} and the scope.
 */
public abstract class StatusListResource {

  /** The path of the lists below the component's base URL. */
  public static final String PATH = StatusPlace.PATH;

  protected abstract StatusListPublisher lists();

  /** The URIs of all lists (section 9.3). */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String all() {
    return JsonText.of(Map.of("status_lists", lists().uris()));
  }

  /** One list. */
  @GET
  @Path("/{list: [0-9]{1,18}}")
  @Produces(StatusListAnswer.MEDIA_TYPE)
  public Response read(
      @PathParam("list") long list,
      @QueryParam("time") String time,
      @Context Request request,
      @Context HttpHeaders headers) {
    StatusListAnswer.requirePresent(time);
    return StatusListAnswer.of(lists().published(list), request, headers);
  }
}
