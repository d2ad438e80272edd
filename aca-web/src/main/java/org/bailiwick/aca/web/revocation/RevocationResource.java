package org.bailiwick.aca.web.revocation;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.bailiwick.aca.revocation.CredentialRevoker;
import org.bailiwick.aca.revocation.RevocationOrder;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lets an officer, or an agent if policy permits, revoke a credential. */
@ApplicationScoped
@Path("/v1/revocations")
@Produces(MediaType.APPLICATION_JSON)
public class RevocationResource {

  @Inject private PeerContext peers;
  @EJB private CredentialRevoker revoker;

  /** The credential, and the reason for its revocation. */
  public record Request(String serial, String issuer, String reason, String comment) {

    public RevocationOrder order() {
      return new RevocationOrder(
          SerialNumber.parse(Members.required(serial, "serial")),
          Optional.ofNullable(issuer),
          RevocationReason.parse(Members.required(reason, "reason")),
          Members.comment(comment));
    }
  }

  /** The recorded revocation. */
  public record View(
      String serial,
      String reason,
      @JsonbProperty("revoked_at") String revokedAt,
      @JsonbProperty("crl_number") long crlNumber) {

    static View of(CredentialRevoker.Receipt receipt) {
      return new View(
          receipt.revocation().ref().serial().hex(),
          receipt.revocation().reason().token(),
          receipt.revocation().at().toString(),
          receipt.crlNumber());
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response revoke(Request request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    return Response.status(Response.Status.CREATED)
        .entity(View.of(revoker.revoke(peer, request.order())))
        .build();
  }
}
