package org.bailiwick.master.clientauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.dpop.DpopProofs;
import org.eclipse.microprofile.metrics.annotation.Timed;

/**
 * Gives challenges for proofs of possession (draft-ietf-oauth-attestation-based-client-auth section
 * 6.1), which are the nonces of DPoP proofs too. While no attester is trusted, there is no such
 * endpoint.
 */
@Path(AttestationChallengeResource.PATH)
@ApplicationScoped
public class AttestationChallengeResource {

  public static final String PATH = "/oauth/challenge";

  @Inject Attesters attesters;
  @Inject DpopProofs proofs;

  @POST
  @Produces(MediaType.APPLICATION_JSON)
  @Timed(name = "master_attestation_challenge", absolute = true)
  public Response challenge() {
    if (attesters.algorithms().isEmpty()) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "attestation-not-offered", "No attester is trusted here.");
    }
    String challenge =
        Json.createObjectBuilder().add("attestation_challenge", proofs.nonce()).build().toString();
    return Response.ok(challenge).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
