package org.bailiwick.aca.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.nonce.NonceMint;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Freshness for enrolment evidence. */
@RequestScoped
@Path("/v1/nonces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "enrolment")
public class NonceResource {

  private static final int CREATED = 201;

  @Inject private NonceMint nonces;

  /** A nonce and the end of its life. */
  @Schema(name = "Nonce")
  public record View(
      @Schema(required = true, description = "to be signed into statement and EAT") String nonce,
      @Schema(required = true, format = "date-time") @JsonbProperty("expires_at")
          String expiresAt) {}

  @POST
  @Operation(operationId = "createNonce", summary = "Get a nonce for one enrolment")
  @APIResponse(
      responseCode = "201",
      description = "a nonce, good for one enrolment",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response create() {
    Nonce nonce = nonces.mint();
    return Response.status(CREATED)
        .header("Cache-Control", "no-store")
        .entity(new View(nonce.value(), nonce.expiresAt().toString()))
        .build();
  }
}
