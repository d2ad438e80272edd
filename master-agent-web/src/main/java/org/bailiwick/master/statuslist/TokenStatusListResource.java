package org.bailiwick.master.statuslist;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
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
import org.bailiwick.node.statuslist.StatusListAnswer;
import org.bailiwick.node.statuslist.StatusListPublisher;

/** Serves the status lists of access tokens to any client. */
@ApplicationScoped
@Path("/status-lists")
public class TokenStatusListResource {

  @Inject StatusListPublisher lists;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String all() {
    JsonArrayBuilder uris = Json.createArrayBuilder();
    lists.uris().forEach(uris::add);
    return Json.createObjectBuilder().add("status_lists", uris).build().toString();
  }

  @GET
  @Path("/{list: [0-9]{1,18}}")
  @Produces(StatusListAnswer.MEDIA_TYPE)
  public Response read(
      @PathParam("list") long list,
      @QueryParam("time") String time,
      @Context Request request,
      @Context HttpHeaders headers) {
    StatusListAnswer.requirePresent(time);
    return StatusListAnswer.of(lists.published(list), request, headers);
  }
}
