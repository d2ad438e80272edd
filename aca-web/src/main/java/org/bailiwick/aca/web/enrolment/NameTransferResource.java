package org.bailiwick.aca.web.enrolment;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.naming.NameTransfers;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lets an officer transfer an agent's name to another owner. */
@ApplicationScoped
@Path("/v1/name-transfers")
@Produces(MediaType.APPLICATION_JSON)
public class NameTransferResource {

  @Inject private PeerContext peers;
  @Inject private AcaSettings settings;
  @EJB private NameTransfers transfers;

  /**
   * The name without trust domain, and its new owner. The answer has the same members.
   *
   * @param kind of the workload; if absent, an agent
   */
  public record Transfer(String kind, String name, String owner) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response transfer(Transfer request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    transfers.transfer(
        peer,
        new WorkloadId(
            settings.trustDomain(),
            request.kind() == null ? WorkloadKind.AGENT : WorkloadKind.parse(request.kind()),
            Members.required(request.name(), "name")),
        Owner.parse(Members.required(request.owner(), "owner")));
    return Response.status(Response.Status.CREATED).entity(request).build();
  }
}
