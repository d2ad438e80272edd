package org.bailiwick.aca.web.published;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.statuslist.StatusListAnswer;
import org.bailiwick.node.statuslist.StatusListPublisher;

/** Serves the status lists of Workload Identity Tokens to any client, also over plain HTTP. */
@ApplicationScoped
@Path("/status-lists")
public class StatusListResource {

  @Inject @ForAca private StatusListPublisher lists;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String all() {
    return JsonText.of(Map.of("status_lists", List.copyOf(lists.uris())));
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
