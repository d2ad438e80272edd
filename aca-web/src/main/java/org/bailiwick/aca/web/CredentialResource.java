package org.bailiwick.aca.web;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.status.CredentialRegister;
import org.bailiwick.aca.status.CredentialStatus;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What became of a credential. */
@RequestScoped
@Path("/v1/credentials")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "credentials")
public class CredentialResource {

  @Inject private PeerContext peers;
  @EJB private CredentialRegister register;

  /** Status and certificate; reason and time only of a revoked one. */
  @Schema(name = "Credential")
  public record View(
      @Schema(required = true) String serial,
      @Schema(required = true) String issuer,
      @Schema(required = true, description = "SPIFFE id") String holder,
      @Schema(required = true) String profile,
      @Schema(
              required = true,
              enumeration = {"reserved", "valid", "expired", "revoked"})
          String status,
      @Schema(required = true, format = "date-time") @JsonbProperty("not_after") String notAfter,
      String reason,
      @Schema(format = "date-time") @JsonbProperty("revoked_at") String revokedAt,
      @Schema(description = "PEM; absent if it was never completed") String certificate) {

    static View of(CredentialStatus status) {
      Optional<Revocation> end = status.revocation();
      return new View(
          status.issuance().ref().serial().hex(),
          status.issuance().ref().issuerId(),
          status.issuance().holder(),
          status.issuance().profile(),
          status.state().name().toLowerCase(Locale.ROOT),
          status.issuance().notAfter().toString(),
          end.map(revocation -> revocation.reason().token()).orElse(null),
          end.map(revocation -> revocation.at().toString()).orElse(null),
          status.certificate().map(Pem::of).orElse(null));
    }
  }

  @GET
  @Path("/{serial}")
  @Operation(
      operationId = "readCredential",
      summary = "Read a credential's status (its own agent, operators, nodes)")
  @APIResponse(
      responseCode = "200",
      description = "status and certificate",
      content = @Content(schema = @Schema(implementation = View.class)))
  public View read(@PathParam("serial") String serial, @QueryParam("issuer") String issuer) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.OPERATOR, Kind.NODE);
    return View.of(register.find(peer, SerialNumber.parse(serial), Optional.ofNullable(issuer)));
  }
}
