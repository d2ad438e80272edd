package org.bailiwick.ars.registration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.discovery.AgentDirectory;
import org.bailiwick.ars.discovery.AgentViews;
import org.bailiwick.ars.discovery.ForeignReader;
import org.bailiwick.ars.policy.RecordGate;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.records.AgentChanges.Outcome;
import org.bailiwick.ars.records.AgentChanges.Registered;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/**
 * Registers an agent, reads its record, and ends its registration. Paths hold the identifier
 * without {@code urn:uuid:}, because Jakarta Authorization separates URL patterns by colons and a
 * container may refuse a path that contains a colon.
 */
@ApplicationScoped
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
public class RegistrationResource {
  private static final String URN = "urn:uuid:";
  private static final int CREATED = 201;
  private static final int OK = 200;

  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private AgentRegistrar registrar;
  @Inject private AgentDirectory directory;
  @Inject private AgentViews views;
  @Inject private ForeignReader foreign;
  @Inject private ArsSettings settings;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(65_536)
  @Timed(name = "ars_registration", absolute = true)
  public Response register(String body) {
    VerifiedPeer peer = peers.require(Kind.AGENT);
    Registered registered = registrar.register(peer, RegistrationRequest.parse(body).claim());
    AgentRecord record = registered.record();
    return Response.status(registered.outcome() == Outcome.CREATED ? CREATED : OK)
        .location(
            URI.create(
                settings.component().baseUrl() + "/v1/agents/" + uuidOf(record.identifier())))
        .entity(views.of(record).toString())
        .build();
  }

  @GET
  @Path("/{uuid}")
  public String read(@PathParam("uuid") String uuid) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.read(peer, RegistryQuestion.View.RECORD));
    return directory
        .find(AgentRecord.identifier(uuid))
        .map(views::of)
        .or(() -> foreign.find(peer, AgentRecord.identifier(uuid)))
        .orElseThrow(AgentRecord::unlisted)
        .toString();
  }

  /** Produces every media type, because the answer has no body. */
  @DELETE
  @Path("/{uuid}")
  @Produces(MediaType.WILDCARD)
  public void withdraw(@PathParam("uuid") String uuid) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.OPERATOR);
    String identifier = AgentRecord.identifier(uuid);
    registrar.withdraw(
        peer,
        directory
            .findAny(identifier)
            .orElseThrow(() -> RecordGate.listed(gate, peer).unknown(identifier)));
  }

  private static String uuidOf(String identifier) {
    return identifier.substring(URN.length());
  }
}
