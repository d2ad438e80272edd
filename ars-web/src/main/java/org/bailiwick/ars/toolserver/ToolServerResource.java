package org.bailiwick.ars.toolserver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.eclipse.microprofile.metrics.annotation.Timed;

/**
 * Serves the listed agents to clients of the MCP registry, by the paths of its stable version. The
 * slash in a name is encoded as {@code %2F}, which the container must permit.
 */
@ApplicationScoped
@Path("/mcp/v0.1/servers")
@Produces(MediaType.APPLICATION_JSON)
public class ToolServerResource {
  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private ToolServers servers;

  @GET
  @Timed(name = "ars_mcp_servers", absolute = true)
  public String list(@Context UriInfo uri) {
    VerifiedPeer peer = requireReader();
    return servers.list(peer, ServerQuery.read(uri.getQueryParameters())).toString();
  }

  @GET
  @Path("/{serverName}/versions")
  @Timed(name = "ars_mcp_versions", absolute = true)
  public String versions(@PathParam("serverName") String name) {
    return servers.versions(requireReader(), name).toString();
  }

  @GET
  @Path("/{serverName}/versions/{version}")
  @Timed(name = "ars_mcp_version", absolute = true)
  public String version(
      @PathParam("serverName") String name, @PathParam("version") String version) {
    return servers.version(requireReader(), name, version).toString();
  }

  private VerifiedPeer requireReader() {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.discover(peer));
    return peer;
  }
}
