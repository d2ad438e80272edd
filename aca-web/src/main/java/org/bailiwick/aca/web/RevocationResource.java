package org.bailiwick.aca.web;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
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
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** An officer ends a credential. */
@RequestScoped
@Path("/v1/revocations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "credentials")
public class RevocationResource {

  private static final int CREATED = 201;

  @Inject private PeerContext peers;
  @EJB private CredentialRevoker revoker;

  /** Which credential, and why. */
  @Schema(name = "RevocationOrder")
  public record Request(
      @Schema(required = true, description = "lower-case hex") String serial,
      @Schema(description = "issuer id; the authority for agents if absent") String issuer,
      @Schema(required = true, description = "RFC 5280 reason, for instance key-compromise")
          String reason,
      @Schema(description = "for the record", maxLength = 1000) String comment) {

    RevocationOrder order() {
      return new RevocationOrder(
          SerialNumber.parse(Members.required(serial, "serial")),
          Optional.ofNullable(issuer),
          RevocationReason.parse(Members.required(reason, "reason")),
          Members.comment(comment));
    }
  }

  /** What was recorded. */
  @Schema(name = "Revocation")
  public record View(
      @Schema(required = true) String serial,
      @Schema(required = true) String reason,
      @Schema(required = true, format = "date-time") @JsonbProperty("revoked_at") String revokedAt,
      @Schema(required = true, description = "the first CRL that lists it")
          @JsonbProperty("crl_number")
          long crlNumber) {

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
  @Operation(operationId = "revoke", summary = "End a credential before its time (officers)")
  @APIResponse(
      responseCode = "201",
      description = "recorded, announced, and on the CRL",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response revoke(Request request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    return Response.status(CREATED).entity(View.of(revoker.revoke(peer, request.order()))).build();
  }
}
