package org.bailiwick.aca.web.enrolment;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.issuance.WitIssuer;
import org.bailiwick.aca.pipeline.CredentialToken;
import org.bailiwick.aca.status.CredentialRegister;
import org.bailiwick.aca.status.CredentialStatusReport;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;

/** The status of a credential, and Workload Identity Tokens and JWT-SVIDs for its holder. */
@ApplicationScoped
@Path("/v1/credentials")
@Produces(MediaType.APPLICATION_JSON)
public class CredentialResource {

  /** Enough for eight audiences. */
  private static final int JWT_SVID_BODY = 4096;

  @Inject private PeerContext peers;
  @EJB private CredentialRegister register;
  @EJB private WitIssuer wits;

  /** A Workload Identity Token and its expiry. */
  public record Token(String wit, @JsonbProperty("wit_expires_at") String witExpiresAt) {

    static Token of(CredentialToken issued) {
      return new Token(issued.compact(), issued.expiresAt().toString());
    }
  }

  @POST
  @Path("/{serial}/wit")
  public Response issueWit(@PathParam("serial") String serial) {
    VerifiedPeer holder = peers.require(Kind.AGENT);
    Token token = Token.of(wits.issue(holder, SerialNumber.parse(serial)));
    return Response.status(Response.Status.CREATED)
        .entity(token)
        .header("Cache-Control", "no-store")
        .build();
  }

  /** The recipients that a JWT-SVID is for. */
  public record JwtSvidRequest(List<String> audience) {}

  /** A JWT-SVID and its expiry. */
  public record JwtSvidAnswer(
      @JsonbProperty("jwt_svid") String jwtSvid,
      @JsonbProperty("jwt_svid_expires_at") String jwtSvidExpiresAt) {}

  @POST
  @Path("/{serial}/jwt-svid")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(JWT_SVID_BODY)
  public Response issueJwtSvid(@PathParam("serial") String serial, JwtSvidRequest request) {
    VerifiedPeer holder = peers.require(Kind.AGENT);
    List<String> audience = Members.required(request.audience(), "audience");
    CredentialToken issued = wits.issueJwtSvid(holder, SerialNumber.parse(serial), audience);
    return Response.status(Response.Status.CREATED)
        .entity(new JwtSvidAnswer(issued.compact(), issued.expiresAt().toString()))
        .header("Cache-Control", "no-store")
        .build();
  }

  @GET
  @Path("/{serial}")
  public String read(@PathParam("serial") String serial, @QueryParam("issuer") String issuer) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.OPERATOR, Kind.NODE);
    return JsonText.of(
        view(register.find(peer, SerialNumber.parse(serial), Optional.ofNullable(issuer))));
  }

  /** Status and certificate, and reason and time if the credential is revoked. */
  private static Map<String, Object> view(CredentialStatusReport status) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("serial", status.issuance().ref().serial().hex());
    view.put("issuer", status.issuance().ref().issuerId());
    view.put("holder", status.issuance().key().holder());
    view.put("profile", status.issuance().profile());
    view.put("status", status.state().name().toLowerCase(Locale.ROOT));
    view.put("not_after", status.issuance().validity().notAfter().toString());
    status
        .revocation()
        .ifPresent(
            revocation -> {
              view.put("reason", revocation.reason().text());
              view.put("revoked_at", revocation.at().toString());
            });
    status.certificate().ifPresent(certificate -> view.put("certificate", Pem.of(certificate)));
    return view;
  }
}
