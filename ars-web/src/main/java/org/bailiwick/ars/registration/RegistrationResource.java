package org.bailiwick.ars.registration;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.discovery.AgentDirectory;
import org.bailiwick.ars.discovery.AgentView;
import org.bailiwick.ars.records.AgentChanges.Outcome;
import org.bailiwick.ars.records.AgentChanges.Registered;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** An agent comes and goes. */
@RequestScoped
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "registration")
public class RegistrationResource {
  private static final int CREATED = 201;
  private static final int OK = 200;

  @Inject private PeerContext peers;
  @Inject private AgentRegistrar registrar;
  @Inject private AgentDirectory directory;
  @Inject private ArsSettings settings;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(65_536)
  @Timed(name = "ars_registration", absolute = true)
  @Operation(
      operationId = "register",
      summary = "Register the agent whose credential the connection shows")
  @APIResponse(
      responseCode = "201",
      description = "registered under a new identifier",
      headers = @Header(name = "Location", schema = @Schema(type = SchemaType.STRING)),
      content = @Content(schema = @Schema(implementation = AgentView.class)))
  @APIResponse(
      responseCode = "200",
      description = "the name has an identifier already; the record holds this credential now",
      content = @Content(schema = @Schema(implementation = AgentView.class)))
  public Response register(RegistrationRequest request) {
    VerifiedPeer peer = peers.require(Kind.AGENT);
    Registered registered = registrar.register(peer, request.claim());
    AgentView view = AgentView.of(registered.record());
    return Response.status(registered.outcome() == Outcome.CREATED ? CREATED : OK)
        .location(URI.create(settings.baseUrl() + "/v1/agents/" + view.id()))
        .entity(view)
        .build();
  }

  @DELETE
  @Path("/{id}")
  @Operation(operationId = "withdraw", summary = "End the listing of an agent (itself, officers)")
  @APIResponse(responseCode = "204", description = "the agent is not listed any more")
  public void withdraw(@PathParam("id") String id) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.OPERATOR);
    registrar.withdraw(peer, directory.requireAny(id));
  }
}
