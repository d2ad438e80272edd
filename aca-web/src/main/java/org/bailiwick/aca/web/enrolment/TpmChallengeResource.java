package org.bailiwick.aca.web.enrolment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Base64;
import java.util.List;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.tpm.ActivationChallenge;
import org.bailiwick.aca.evidence.tpm.ActivationDesk;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.problem.BodyLimit;

/** Answers the first of the two requests with which an agent enrols by its TPM. */
@ApplicationScoped
@Path("/v1/tpm-challenges")
@Produces(MediaType.APPLICATION_JSON)
public class TpmChallengeResource {

  @Inject private ActivationDesk desk;

  /** The endorsement key's certificate chain and the attestation key, both unverified. */
  public record Request(
      String nonce,
      @JsonbProperty("ek_certificate") List<String> ekCertificate,
      @JsonbProperty("ak_public") String akPublic) {

    ActivationChallenge answeredBy(ActivationDesk desk) {
      List<byte[]> chain =
          Members.required(ekCertificate, "ek_certificate").stream()
              .map(each -> Members.base64(each, "ek_certificate"))
              .toList();
      return desk.challenge(
          Members.required(nonce, "nonce"), chain, Members.base64url(akPublic, "ak_public"));
    }
  }

  /** The input of TPM2_ActivateCredential. */
  public record View(
      @JsonbProperty("credential_blob") String credentialBlob,
      @JsonbProperty("encrypted_secret") String encryptedSecret) {

    static View of(ActivationChallenge challenge) {
      return new View(text(challenge.credentialBlob()), text(challenge.encryptedSecret()));
    }

    private static String text(Octets octets) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(octets.bytes());
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(32_768)
  public Response challenge(Request request) {
    return Response.status(Response.Status.CREATED)
        .header("Cache-Control", "no-store")
        .entity(View.of(request.answeredBy(desk)))
        .build();
  }
}
