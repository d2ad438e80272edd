package org.bailiwick.aca.web.enrolment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.nonce.NonceMint;

/** Gives nonces, by which evidence proves that it is fresh. */
@ApplicationScoped
@Path("/v1/nonces")
@Produces(MediaType.APPLICATION_JSON)
public class NonceResource {

  @Inject private NonceMint nonces;

  /** A nonce and its expiry. */
  public record View(String nonce, @JsonbProperty("expires_at") String expiresAt) {}

  @POST
  public Response create() {
    Nonce nonce = nonces.mint();
    return Response.status(Response.Status.CREATED)
        .header("Cache-Control", "no-store")
        .entity(new View(nonce.value(), nonce.expiresAt().toString()))
        .build();
  }
}
