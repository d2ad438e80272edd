package org.bailiwick.aca.web.enrolment;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.issuance.CredentialIssuer;
import org.bailiwick.aca.issuance.Enrolment;
import org.bailiwick.aca.pipeline.CredentialToken;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.problem.BodyLimit;

/** Issues credentials to applicants that send evidence. */
@ApplicationScoped
@Path("/v1/enrolments")
@Produces(MediaType.APPLICATION_JSON)
public class EnrolmentResource {

  /** The longest body: a boot log of a TPM, which is in base64url twice, and what is beside it. */
  public static final long LONGEST = 524_288;

  private static final int MAX_EVIDENCE = 8;

  @EJB private CredentialIssuer issuer;
  @Inject private WaitingEnrolments waiting;
  @Inject private AcaSettings settings;

  /** One further piece of evidence. */
  public record Evidence(String type, String value) {

    EvidenceItem item() {
      return new EvidenceItem(Members.required(type, "type"), Members.required(value, "value"));
    }
  }

  /**
   * The body of an enrolment. The evidence review checks that there is an EAT, since it may also be
   * in the CSR. The class is not a record, because the constructor would have too many parameters.
   */
  public static final class Request {
    public String statement;
    public String csr;
    public String key;

    @JsonbProperty("key_proof")
    public String keyProof;

    public String eat;

    @JsonbProperty("user_token")
    public String userToken;

    public List<Evidence> evidence;

    @JsonbProperty("owner_consent")
    public String ownerConsent;

    @JsonbProperty("owner_acceptance")
    public String ownerAcceptance;

    /** The unverified submission. */
    public Submission submission() {
      List<EvidenceItem> items = items();
      return new Submission(
          Members.required(statement, "statement"),
          keyClaim(),
          Optional.ofNullable(eat),
          items.isEmpty()
              ? Optional.of(Members.required(userToken, "user_token"))
              : Optional.ofNullable(userToken),
          items,
          new OwnerProofs(Optional.ofNullable(ownerConsent), Optional.ofNullable(ownerAcceptance)));
    }

    /** The CSR, or the key without a CSR. */
    private KeyClaim keyClaim() {
      if (csr != null && (key != null || keyProof != null)) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "csr-and-key",
            "A request must have either a CSR, or a key and its proof.");
      }
      return key == null
          ? new KeyClaim.Csr(Octets.of(Members.base64(csr, "csr")))
          : new KeyClaim.Bare(Octets.of(Members.base64(key, "key")), Optional.ofNullable(keyProof));
    }

    private List<EvidenceItem> items() {
      List<Evidence> given = Optional.ofNullable(evidence).orElse(List.of());
      if (given.size() > MAX_EVIDENCE) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "evidence-count",
            "There are at most " + MAX_EVIDENCE + " pieces of evidence.");
      }
      return given.stream().map(each -> Members.required(each, "evidence").item()).toList();
    }
  }

  /**
   * An issued credential, the recommended time of its renewal if there is one, and a Workload
   * Identity Token if the request asked for it.
   */
  public record View(
      String serial,
      String agent,
      @JsonbProperty("not_after") String notAfter,
      @JsonbProperty("renew_at") String renewAt,
      String certificate,
      String chain,
      String wit,
      @JsonbProperty("wit_expires_at") String witExpiresAt) {

    static View of(IssuedCredential issued, Optional<Instant> renewAt) {
      return new View(
          issued.ref().serial().hex(),
          issued.holder(),
          issued.certificate().getNotAfter().toInstant().toString(),
          renewAt.map(Instant::toString).orElse(null),
          Pem.of(issued.certificate()),
          Pem.of(issued.chain()),
          issued.wit().map(CredentialToken::compact).orElse(null),
          issued.wit().map(wit -> wit.expiresAt().toString()).orElse(null));
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(LONGEST)
  public Response enrol(@HeaderParam("Idempotency-Key") String idempotencyKey, Request request) {
    return switch (issuer.enrol(request.submission(), Optional.ofNullable(idempotencyKey))) {
      case Enrolment.Issued(IssuedCredential issued) -> created(issued);
      case Enrolment.Waiting(Progress<WaitingEnrolment> progress) -> accepted(progress);
    };
  }

  /** The progress of a request that officers have to approve. */
  @GET
  @Path("/{id}")
  public String progress(@PathParam("id") String id) {
    return JsonText.of(
        WaitingEnrolmentResource.state(
            waiting.progress(Members.uuid(id, WaitingEnrolmentResource.UNKNOWN))));
  }

  private Response created(IssuedCredential issued) {
    return Response.status(Response.Status.CREATED)
        .location(at("/v1/credentials/" + issued.ref().serial().hex()))
        .entity(View.of(issued, Optional.of(issuer.renewAt(issued))))
        .build();
  }

  private Response accepted(Progress<WaitingEnrolment> progress) {
    return Response.status(Response.Status.ACCEPTED)
        .location(at("/v1/enrolments/" + progress.proposal().id()))
        .header("Retry-After", Enrolment.Waiting.RETRY_AFTER.toSeconds())
        .entity(JsonText.of(WaitingEnrolmentResource.state(progress)))
        .build();
  }

  private URI at(String path) {
    return URI.create(settings.baseUrl() + path);
  }
}
