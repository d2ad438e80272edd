package org.bailiwick.aca.web;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.cycle.IssuedCredential;
import org.bailiwick.aca.evidence.Submission;
import org.bailiwick.aca.issuance.CredentialIssuer;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Evidence in, credential out. */
@RequestScoped
@Path("/v1/enrolments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "enrolment")
public class EnrolmentResource {

  private static final int CREATED = 201;

  @EJB private CredentialIssuer issuer;
  @Inject private AcaSettings settings;

  /** An applicant's proofs. */
  @Schema(name = "Enrolment")
  public record Request(
      @Schema(required = true, description = "compact JWS by the device key, with x5c")
          String statement,
      @Schema(required = true, description = "PKCS#10 in DER, base64") String csr,
      @Schema(required = true, description = "Entity Attestation Token by the device key")
          String eat,
      @Schema(required = true, description = "JWT of a trusted identity provider")
          @JsonbProperty("user_token")
          String userToken) {

    Submission submission() {
      return new Submission(
          Members.required(statement, "statement"),
          Octets.of(Members.base64(csr, "csr")),
          Members.required(eat, "eat"),
          Members.required(userToken, "user_token"));
    }
  }

  /** An issued credential. */
  @Schema(name = "IssuedCredential")
  public record View(
      @Schema(required = true, description = "lower-case hex") String serial,
      @Schema(required = true, description = "the agent's SPIFFE id") String agent,
      @Schema(required = true, format = "date-time") @JsonbProperty("not_after") String notAfter,
      @Schema(required = true, description = "the credential, PEM") String certificate,
      @Schema(required = true, description = "credential and issuing certificate, PEM")
          String chain) {

    static View of(IssuedCredential issued) {
      return new View(
          issued.ref().serial().hex(),
          issued.holder(),
          issued.certificate().getNotAfter().toInstant().toString(),
          Pem.of(issued.certificate()),
          Pem.of(issued.chain()));
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(131_072)
  @Operation(operationId = "enrol", summary = "Have a credential issued for an agent's key")
  @APIResponse(
      responseCode = "201",
      description = "the credential; a repeated request with its Idempotency-Key gets the same",
      content = @Content(schema = @Schema(implementation = View.class)))
  public Response enrol(@HeaderParam("Idempotency-Key") String idempotencyKey, Request request) {
    IssuedCredential issued =
        issuer.issue(request.submission(), Optional.ofNullable(idempotencyKey));
    return Response.status(CREATED)
        .location(URI.create(settings.baseUrl() + "/v1/credentials/" + issued.ref().serial().hex()))
        .entity(View.of(issued))
        .build();
  }
}
